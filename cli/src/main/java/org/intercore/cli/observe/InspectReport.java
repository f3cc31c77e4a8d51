package org.intercore.cli.observe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Table;
import org.intercore.cli.console.Words;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.intercore.icbmsg.rendezvous.ChannelFileView;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.RingView;
import org.intercore.icbmsg.rendezvous.SideView;

/**
 * Everything that was seen of one channel.
 *
 * @param path of its file
 * @param channel both sides
 * @param file what stands in its file; empty if it cannot be read
 * @param problem why not
 */
record InspectReport(
    Path path, ChannelView channel, Optional<ChannelFileView> file, String problem) {
  private static final String NEW_LINE = System.lineSeparator();
  private static final int BAR_WIDTH = 64;

  private List<String> diagnosis() {
    final List<String> sentences = new ArrayList<>();
    if (problem != null) {
      sentences.add("the channel's file " + path + " cannot be used: " + problem);
    }
    for (final String sentence : Diagnosis.of(channel, file)) {
      if (problem == null || !sentence.equals(Diagnosis.NOTHING)) {
        sentences.add(sentence);
      }
    }
    return sentences;
  }

  /** Lines for people: the verdict first. */
  String toText() {
    final List<String> parts = new ArrayList<>();
    parts.add(String.join(NEW_LINE, diagnosis()));
    file.ifPresent(read -> parts.add(fileText(read)));
    for (final SideView side : channel.sides()) {
      parts.add(sideText(side));
    }
    return String.join(NEW_LINE + NEW_LINE, parts);
  }

  private static String fileText(final ChannelFileView read) {
    final Table table =
        new Table().row("region of", "at", "blocks", "of bytes", "written", "read", "", "bonds by");
    for (final RingView ring : read.rings()) {
      table.row(
          lower(ring.writer()),
          ring.offset(),
          ring.geometry().blockCount(),
          ring.geometry().blockSize(),
          ring.written(),
          ring.read(),
          RingWords.unread(ring),
          RingWords.session(ring));
    }
    return read.path() + ": " + Words.grouped(read.size()) + " bytes, " + lower(read.format())
        + " format, alignment " + read.alignment() + ", word size " + read.wordSize()
        + ", unbound " + lower(read.unbound()) + NEW_LINE + table.render();
  }

  private static String sideText(final SideView side) {
    final String title = lower(side.role()) + ": " + SideWords.state(side);
    final InstanceSnapshot counted = side.counters();
    if (counted == null) {
      return title + side.holder().map(id -> ", process " + id).orElse("");
    }
    final List<String> lines = new ArrayList<>();
    lines.add(title + ", process " + counted.header().processId() + ", open for "
        + age(counted.age()) + ", bonds " + counted.link().bonds()
        + ", last worked " + Words.age(side.silence()) + " ago");
    lines.add(blocks(counted.tx()));
    lines.add(endpoints(counted.endpoints()));
    lines.add(runs(counted));
    lines.add(faults(counted));
    lines.removeIf(String::isEmpty);
    return String.join(NEW_LINE, lines);
  }

  private static String blocks(final InstanceSnapshot.TxBlocks tx) {
    return "blocks " + BlockBar.draw(tx, BAR_WIDTH) + " " + tx.free() + " free, " + tx.claimed()
        + " claimed, " + tx.sent() + " sent, " + tx.largestFree() + " free in a row, at most "
        + tx.highWater() + " in use";
  }

  private static String endpoints(final List<EndpointSnapshot> endpoints) {
    if (endpoints.isEmpty()) {
      return "no endpoints";
    }
    final Table table = new Table()
        .row("endpoint", "state", "since", "address", "sent", "received", "refused", "waited", "");
    for (final EndpointSnapshot endpoint : endpoints) {
      table.row(
          Words.printable(endpoint.name()),
          lower(endpoint.condition()),
          age(endpoint.inState()),
          endpoint.address() < 0 ? "-" : endpoint.address(),
          Words.grouped(endpoint.sent()),
          Words.grouped(endpoint.received()),
          endpoint.refused().isEmpty() ? "-" : endpoint.refused(),
          Words.grouped(endpoint.waitCount()),
          waits(endpoint));
    }
    return table.render();
  }

  /** How long half of the waits took, and all but one of a hundred, at most; and the longest. */
  private static String waits(final EndpointSnapshot endpoint) {
    return endpoint.waitCount() == 0
        ? ""
        : "p50 <= " + Words.micros(endpoint.waitBoundNs(0.5)) + ", p99 <= "
            + Words.micros(endpoint.waitBoundNs(0.99)) + ", longest "
            + Words.micros(endpoint.longestWaitNs());
  }

  private static String runs(final InstanceSnapshot counted) {
    if (counted.tx().runs().isEmpty() && counted.rx().runs().isEmpty()) {
      return "";
    }
    final Table table = new Table().row("blocks", "of", "state", "endpoint", "age");
    counted.tx().runs().forEach(run -> row(table, run, "this side", RunWords.ofSender(run)));
    counted.rx().runs().forEach(run -> row(table, run, "the peer", RunWords.ofReceiver(run)));
    return table.render();
  }

  private static void row(
      final Table table, final InstanceSnapshot.Run run, final String whose, final String state) {
    final int last = run.block() + run.length() - 1;
    table.row(
        run.length() == 1 ? Integer.toString(last) : run.block() + "-" + last,
        whose,
        state,
        run.endpoint() == null ? "-" : Words.printable(run.endpoint()),
        age(run.age()));
  }

  private static String faults(final InstanceSnapshot counted) {
    final List<String> lines = new ArrayList<>();
    for (final InstanceSnapshot.Fault fault : counted.lastFaults()) {
      lines.add("fault " + age(fault.age()) + " ago, " + fault.kind() + ": " + fault.sentence());
    }
    return String.join(NEW_LINE, lines);
  }

  private static String age(final Duration age) {
    return age == null ? "-" : Words.age(age);
  }

  private static String lower(final Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The line for machines. */
  String toJson() {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", channel.name());
    map.put("diagnosis", diagnosis());
    map.put("path", path.toString());
    map.put("problem", problem);
    map.put("file", file.map(InspectReport::fileMap).orElse(null));
    for (final SideView side : channel.sides()) {
      map.put(lower(side.role()), SnapshotMap.of(side));
    }
    return JsonLine.of(map);
  }

  private static Map<String, Object> fileMap(final ChannelFileView read) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("bytes", read.size());
    map.put("format", lower(read.format()));
    map.put("unbound", lower(read.unbound()));
    map.put("alignment", read.alignment());
    map.put("word_size", read.wordSize());
    map.put("rings", read.rings().stream().map(InspectReport::ringMap).toList());
    return map;
  }

  private static Map<String, Object> ringMap(final RingView ring) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("writer", lower(ring.writer()));
    map.put("offset", ring.offset());
    map.put("blocks", ring.geometry().blockCount());
    map.put("block_size", ring.geometry().blockSize());
    map.put("written", ring.written());
    map.put("read", ring.read());
    map.put("unread", ring.unread().orElse(null));
    map.put("session_word", ring.sessionWord().orElse(null));
    return map;
  }
}
