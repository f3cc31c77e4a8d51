package org.intercore.cli.clean;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Table;
import org.intercore.cli.console.Words;
import org.intercore.icbmsg.rendezvous.ChannelState;
import org.intercore.icbmsg.rendezvous.DirectoryState;

/**
 * What was found in a directory of channels and what became of it.
 *
 * @param directory where
 * @param found what was there
 * @param removed whether what nobody holds was removed
 * @param now what ages are counted to
 */
record CleanReport(Path directory, DirectoryState found, boolean removed, Instant now) {
  /** Lines for people. */
  String toText() {
    final List<String> lines = new ArrayList<>();
    if (found.channels().isEmpty()) {
      lines.add("no channel in " + directory);
    } else {
      lines.add(table());
    }
    found.drafts().forEach(draft -> lines.add(fate(false) + ", never finished: " + name(draft)));
    found.strangers().forEach(other -> lines.add("not a channel's, left alone: " + name(other)));
    return String.join(System.lineSeparator(), lines);
  }

  private String table() {
    final Table table = new Table().row("channel", "initiator", "follower", "bytes", "age", "");
    for (final ChannelState channel : found.channels()) {
      table.row(
          channel.name(),
          channel.initiator().orElse("-"),
          channel.follower().orElse("-"),
          Words.grouped(channel.size()),
          Words.age(age(channel)),
          fate(channel.isHeld()));
    }
    return table.render();
  }

  private String fate(final boolean held) {
    if (held) {
      return "in use";
    }
    return removed ? "removed" : "nobody's";
  }

  /** The line for machines. */
  String toJson() {
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("directory", directory.toString());
    all.put("channels", found.channels().stream().map(this::toMap).toList());
    all.put("drafts", found.drafts().stream().map(CleanReport::fileName).toList());
    all.put("drafts_removed", removed && !found.drafts().isEmpty());
    all.put("left_alone", found.strangers().stream().map(CleanReport::fileName).toList());
    return JsonLine.of(all);
  }

  private Map<String, Object> toMap(final ChannelState channel) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", channel.name());
    map.put("held", channel.isHeld());
    map.put("initiator", processId(channel.initiator()));
    map.put("follower", processId(channel.follower()));
    map.put("bytes", channel.size());
    map.put("age_seconds", age(channel).toSeconds());
    map.put("removed", removed && !channel.isHeld());
    return map;
  }

  /** Null where nobody is and where the number cannot be read: see "held". */
  private static Long processId(final Optional<String> holder) {
    return holder.filter(id -> !id.equals("?")).map(Long::valueOf).orElse(null);
  }

  private Duration age(final ChannelState channel) {
    final Duration age = Duration.between(channel.lastModified(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static String name(final Path file) {
    return Words.printable(fileName(file));
  }

  private static String fileName(final Path file) {
    return file.getFileName().toString();
  }
}
