package org.intercore.cli.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.intercore.icbmsg.observe.CountersHeader;
import org.intercore.icbmsg.observe.CountersLayout;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.intercore.icbmsg.rendezvous.SideView;

/** What was counted, as keys and values for machines. Times are ages in milliseconds. */
final class SnapshotMap {
  private SnapshotMap() {}

  /** A side of a channel. */
  static Map<String, Object> of(final SideView side) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("state", lower(side.condition()));
    map.put("held", side.holder().isPresent());
    // Null where nobody is and where the number cannot be read: see "held".
    map.put(
        "process",
        side.holder().filter(id -> !id.equals("?")).map(Long::valueOf).orElse(null));
    map.put("problem", side.problem());
    if (side.counters() != null) {
      map.put("silent_ms", side.silence().toMillis());
      put(map, side.counters());
    }
    return map;
  }

  private static void put(final Map<String, Object> map, final InstanceSnapshot counted) {
    final CountersHeader header = counted.header();
    map.put("counted_by", header.processId());
    map.put("open_ms", ms(counted.age()));
    map.put("format", lower(header.format()));
    map.put("bound", counted.link().isBound());
    map.put("bonds", counted.link().bonds());
    map.put("bound_ms", counted.link().isBound() ? ms(counted.link().sinceBound()) : null);
    map.put("unbonds", lowerKeys(counted.link().unbonds()));
    map.put("unbound_ms", counted.link().isBound() ? null : ms(counted.link().sinceUnbound()));
    map.put(
        "unbound_reason",
        counted.link().unboundReason() == null ? null : lower(counted.link().unboundReason()));
    map.put("undelivered", counted.link().undelivered());
    map.put("tx", tx(counted.tx(), header));
    map.put("rx", rx(counted.rx(), header));
    map.put("rings", known(counted.doorbell().rings()));
    map.put("sleeps", known(counted.doorbell().sleeps()));
    map.put("total", counts(counted.total()));
    map.put("endpoints", counted.endpoints().stream().map(SnapshotMap::endpoint).toList());
    map.put("faults", lowerKeys(counted.faults()));
    map.put("last_faults", counted.lastFaults().stream().map(SnapshotMap::fault).toList());
  }

  private static Map<String, Object> tx(
      final InstanceSnapshot.TxBlocks tx, final CountersHeader header) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("blocks", tx.count());
    map.put("block_size", header.txBlockSize());
    map.put("free", tx.free());
    map.put("claimed", tx.claimed());
    map.put("sent", tx.sent());
    map.put("high_water", tx.highWater());
    map.put("largest_free_run", tx.largestFree());
    map.put("oldest_sent_ms", ms(tx.oldestSent()));
    map.put(
        "runs", tx.runs().stream().map(run -> run(run, RunWords.ofSender(run))).toList());
    return map;
  }

  private static Map<String, Object> rx(
      final InstanceSnapshot.RxBlocks rx, final CountersHeader header) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("blocks", rx.count());
    map.put("block_size", header.rxBlockSize());
    map.put("waiting", rx.waiting());
    map.put("held", rx.held());
    map.put("held_without_block", rx.smallHeld());
    map.put("oldest_held_ms", ms(rx.oldestHeld()));
    map.put(
        "runs",
        rx.runs().stream().map(run -> run(run, RunWords.ofReceiver(run))).toList());
    return map;
  }

  private static Map<String, Object> run(final InstanceSnapshot.Run run, final String state) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("block", run.block());
    map.put("length", run.length());
    map.put("state", state);
    map.put("endpoint", run.endpoint());
    map.put("age_ms", ms(run.age()));
    return map;
  }

  private static Map<String, Object> endpoint(final EndpointSnapshot endpoint) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", endpoint.name());
    map.put("state", lower(endpoint.condition()));
    map.put("address", endpoint.address() < 0 ? null : endpoint.address());
    map.put("state_ms", ms(endpoint.inState()));
    map.putAll(counts(endpoint));
    return map;
  }

  private static Map<String, Object> counts(final EndpointSnapshot counted) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("sent", counted.sent());
    map.put("sent_bytes", counted.sentBytes());
    map.put("sent_without_block", counted.sentInline());
    map.put("sent_by_blocks", counted.sentByBlocks());
    map.put("received", counted.received());
    map.put("received_bytes", counted.receivedBytes());
    map.put("received_without_block", counted.receivedInline());
    map.put("holds", counted.holds());
    map.put("refused", lowerKeys(counted.refused()));
    map.put("waits", counted.waitCount());
    map.put("waited_ns", counted.waitedNs());
    map.put("longest_wait_ns", counted.longestWaitNs());
    map.put("wait_classes", waits(counted.waits()));
    return map;
  }

  /** Only those that are not empty: up to which time, and how many. */
  private static List<Map<String, Object>> waits(final List<Long> classes) {
    final List<Map<String, Object>> waits = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i) > 0) {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("below_ns", CountersLayout.waitBoundNs(i));
        map.put("count", classes.get(i));
        waits.add(map);
      }
    }
    return waits;
  }

  private static Map<String, Object> fault(final InstanceSnapshot.Fault fault) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("age_ms", ms(fault.age()));
    map.put("kind", fault.kind().toLowerCase(Locale.ROOT));
    map.put("sentence", fault.sentence());
    return map;
  }

  private static Long ms(final Duration age) {
    return age == null ? null : age.toMillis();
  }

  private static Long known(final long count) {
    return count < 0 ? null : count;
  }

  private static String lower(final Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> lowerKeys(final Map<String, Long> counts) {
    final Map<String, Object> map = new LinkedHashMap<>();
    counts.forEach((name, count) -> map.put(name.toLowerCase(Locale.ROOT), count));
    return map;
  }
}
