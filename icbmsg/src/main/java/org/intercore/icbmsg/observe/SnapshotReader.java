package org.intercore.icbmsg.observe;

import static org.intercore.icbmsg.observe.CountersLayout.RECORD_LENGTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.icbmsg.observe.CountersLayout.Life;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Reads counters out of a copy of their bytes. Whatever stands there, the answer is a snapshot or a
 * sentence: a file may be cut, half-written, of another version, or not one of counters at all.
 */
public final class SnapshotReader {
  private final CountersHeader header;
  private final ByteBuffer bytes;
  private final long nowNs = System.nanoTime();
  private final int recordsOffset;
  private final int recordCount;

  private SnapshotReader(final CountersHeader header, final ByteBuffer bytes) {
    this.header = header;
    this.bytes = bytes;
    this.recordsOffset = CountersLayout.recordsOffset(header.txBlocks(), header.rxBlocks());
    this.recordCount =
        Math.min((bytes.limit() - recordsOffset) / RECORD_LENGTH, CountersLayout.MAX_ENDPOINTS + 2);
  }

  /**
   * Reads counters.
   *
   * @param copy of what a file holds, from its start
   * @return what was counted
   * @throws UnreadableCountersException with a sentence, if that cannot be told
   */
  public static InstanceSnapshot read(final ByteBuffer copy) throws UnreadableCountersException {
    final ByteBuffer bytes = copy.duplicate().order(ByteOrder.nativeOrder());
    return new SnapshotReader(CountersHeader.read(bytes), bytes).read();
  }

  private InstanceSnapshot read() {
    return new InstanceSnapshot(
        header,
        age(header.startedNs()),
        life(Life.LOOKED_AT) == 0 ? age(header.startedNs()) : age(life(Life.LOOKED_AT)),
        link(),
        tx(),
        rx(),
        total(),
        endpoints(),
        faults(),
        lastFaults(),
        new InstanceSnapshot.Doorbell(life(Life.RINGS), life(Life.SLEEPS)));
  }

  private long life(final Life what) {
    return bytes.getLong(what.offset());
  }

  /** A count is never negative, whatever stands there. */
  private long count(final int offset) {
    return Math.max(0, bytes.getLong(offset));
  }

  private int blocks(final Life what, final int most) {
    return (int) Math.max(0, Math.min(life(what), most));
  }

  /** How long ago something was; null = never. */
  private Duration age(final long atNs) {
    return atNs == 0 ? null : Duration.ofNanos(Math.max(0, nowNs - atNs));
  }

  private InstanceSnapshot.Link link() {
    final UnboundReason[] reasons = UnboundReason.values();
    final Map<String, Long> unbonds = new LinkedHashMap<>();
    for (final UnboundReason reason : reasons) {
      putUnlessZero(unbonds, reason.name(), count(CountersLayout.unbondsOffset(reason)));
    }
    final int last = blocks(Life.UNBOUND_REASON, reasons.length - 1);
    return new InstanceSnapshot.Link(
        life(Life.BOUND) != 0,
        count(Life.BONDS.offset()),
        age(life(Life.BOUND_AT)),
        age(life(Life.UNBOUND_AT)),
        life(Life.UNBOUND_AT) == 0 ? null : reasons[last],
        unbonds,
        count(Life.UNDELIVERED.offset()));
  }

  private InstanceSnapshot.TxBlocks tx() {
    final int count = header.txBlocks();
    return new InstanceSnapshot.TxBlocks(
        count,
        blocks(Life.TX_CLAIMED, count),
        blocks(Life.TX_SENT, count),
        blocks(Life.TX_HIGH_WATER, count),
        life(Life.LOOKED_AT) == 0 ? count : blocks(Life.TX_LARGEST_FREE, count),
        age(life(Life.TX_OLDEST_SENT_AT)),
        runs(CountersLayout.TX_BLOCKS_OFFSET, count));
  }

  private InstanceSnapshot.RxBlocks rx() {
    final int count = header.rxBlocks();
    return new InstanceSnapshot.RxBlocks(
        count,
        blocks(Life.RX_WAITING, count),
        blocks(Life.RX_HELD, count),
        blocks(Life.RX_SMALL_HELD, Integer.MAX_VALUE),
        age(life(Life.RX_OLDEST_HELD_AT)),
        runs(CountersLayout.rxBlocksOffset(header.txBlocks()), count));
  }

  private List<InstanceSnapshot.Run> runs(final int offset, final int count) {
    final List<InstanceSnapshot.Run> runs = new ArrayList<>();
    for (int block = 0; block < CountersLayout.mappedBlocks(count); block++) {
      final int at = offset + block * CountersLayout.BLOCK_LENGTH;
      final long word = bytes.getLong(at);
      final int state = BlockMap.state(word);
      if (state != BlockMap.FREE && state <= BlockMap.ASKING) {
        runs.add(new InstanceSnapshot.Run(
            block,
            Math.max(1, Math.min(BlockMap.length(word), count - block)),
            state,
            nameOf(BlockMap.owner(word)),
            age(bytes.getLong(at + Long.BYTES))));
      }
    }
    return List.copyOf(runs);
  }

  private String nameOf(final int record) {
    return record > 0 && record < recordCount ? name(recordAt(record)) : null;
  }

  private int recordAt(final int record) {
    return recordsOffset + record * RECORD_LENGTH;
  }

  private String name(final int at) {
    final int length = Math.max(
        0, Math.min(bytes.getInt(at + CountersLayout.NAME_LENGTH), CountersLayout.MAX_NAME_LENGTH));
    final byte[] name = new byte[length];
    bytes.get(at + CountersLayout.NAME, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private List<EndpointSnapshot> endpoints() {
    final List<EndpointSnapshot> endpoints = new ArrayList<>();
    for (int record = 1; record < recordCount; record++) {
      final EndpointSnapshot endpoint = endpoint(recordAt(record));
      if (endpoint.condition() != EndpointCondition.UNUSED) {
        endpoints.add(endpoint);
      }
    }
    return List.copyOf(endpoints);
  }

  private EndpointSnapshot endpoint(final int at) {
    final EndpointCondition[] conditions = EndpointCondition.values();
    final int condition = bytes.getInt(at + CountersLayout.STATE);
    return counts(
        new int[] {at},
        name(at),
        condition >= 0 && condition < conditions.length
            ? conditions[condition]
            : EndpointCondition.UNUSED,
        bytes.getInt(at + CountersLayout.ADDRESS),
        age(bytes.getLong(at + CountersLayout.REGISTERED)),
        age(bytes.getLong(at + CountersLayout.SINCE)));
  }

  private EndpointSnapshot total() {
    final int[] all = new int[recordCount];
    for (int record = 0; record < recordCount; record++) {
      all[record] = recordAt(record);
    }
    return counts(all, "", EndpointCondition.UNUSED, EndpointCounters.NO_ADDRESS, null, null);
  }

  private EndpointSnapshot counts(
      final int[] at,
      final String name,
      final EndpointCondition condition,
      final int address,
      final Duration registered,
      final Duration inState) {
    final Map<String, Long> refused = new LinkedHashMap<>();
    for (int i = 0; i < CountersLayout.REFUSALS; i++) {
      putUnlessZero(
          refused,
          Status.name(CountersLayout.statusOf(i)),
          sum(at, CountersLayout.REFUSED + i * Long.BYTES));
    }
    long longest = 0;
    for (final int record : at) {
      longest = Math.max(longest, bytes.getLong(record + CountersLayout.LONGEST_WAIT_NS));
    }
    return new EndpointSnapshot(
        name,
        condition,
        address,
        registered,
        inState,
        sum(at, CountersLayout.SENT_BYTES),
        sum(at, CountersLayout.SENT_CLASS),
        sums(at, CountersLayout.SENT_CLASS + Long.BYTES, CountersLayout.SENT_CLASSES - 1),
        sum(at, CountersLayout.RECEIVED_BYTES),
        sum(at, CountersLayout.RECEIVED_INLINE),
        sum(at, CountersLayout.RECEIVED_IN_BLOCKS),
        sum(at, CountersLayout.HOLDS),
        refused,
        sums(at, CountersLayout.WAITS, CountersLayout.WAIT_CLASSES),
        sum(at, CountersLayout.WAITED_NS),
        longest);
  }

  private long sum(final int[] records, final int offset) {
    long sum = 0;
    for (final int record : records) {
      sum += count(record + offset);
    }
    return sum;
  }

  private List<Long> sums(final int[] records, final int offset, final int count) {
    final List<Long> sums = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sums.add(sum(records, offset + i * Long.BYTES));
    }
    return List.copyOf(sums);
  }

  private Map<String, Long> faults() {
    final Map<String, Long> faults = new LinkedHashMap<>();
    for (int kind = 0; kind < FaultKinds.count(); kind++) {
      putUnlessZero(
          faults,
          FaultKinds.of(kind).name(),
          count(CountersLayout.FAULTS_OFFSET + kind * Long.BYTES));
    }
    return faults;
  }

  private List<InstanceSnapshot.Fault> lastFaults() {
    final List<InstanceSnapshot.Fault> last = new ArrayList<>();
    final long count = count(CountersLayout.FAULT_COUNT_OFFSET);
    for (int i = 0; i < Math.min(count, CountersLayout.LAST_FAULTS); i++) {
      final int at = CountersLayout.LAST_FAULTS_OFFSET
          + (int) ((count - 1 - i) % CountersLayout.LAST_FAULTS) * CountersLayout.FAULT_LENGTH;
      final long kind = bytes.getLong(at + Long.BYTES);
      if (kind >= 0 && kind < FaultKinds.count()) {
        last.add(new InstanceSnapshot.Fault(
            age(bytes.getLong(at)),
            FaultKinds.of((int) kind).name(),
            FaultKinds.of((int) kind).describe(bytes.getLong(at + 2 * Long.BYTES))));
      }
    }
    return List.copyOf(last);
  }

  private static void putUnlessZero(
      final Map<String, Long> counts, final String name, final long count) {
    if (count != 0) {
      counts.put(name, count);
    }
  }
}
