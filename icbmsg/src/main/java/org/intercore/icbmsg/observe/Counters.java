package org.intercore.icbmsg.observe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.observe.CountersLayout.Life;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.UnboundReason;

/**
 * The counters of one side of an instance: {@link CountersLayout}. Any thread may call any method.
 *
 * <p>They keep their memory in place until {@link #close()}, which comes after the last moment in which
 * a message can be counted. What can happen later than that (a refusal, a wait that ends) takes a lease
 * of its own, and is not counted any more.
 */
public final class Counters implements AutoCloseable {
  private final String instance;
  private final CountersHeader header;
  private final CountersStore store;
  private final SharedMemory memory;
  private final AtomicBuffer buffer;
  private final SentCounters sent;
  private final BlockMap txBlocks;
  private final BlockMap rxBlocks;
  private final AtomicBoolean looking = new AtomicBoolean();
  // Guarded by records.
  private final List<EndpointCounters> records = new ArrayList<>();
  private final List<SharedRegion> chunks = new ArrayList<>();
  private ByteBuffer last;

  /**
   * Counters that begin at nothing.
   *
   * @param instance what the flight recorder calls it
   * @param header who counts
   * @param store where
   * @param tx layout of the region that is sent from
   */
  public Counters(
      final String instance,
      final CountersHeader header,
      final CountersStore store,
      final BlockGeometry tx) {
    this.instance = instance;
    this.header = header;
    this.store = store;
    this.memory = store.initial();
    memory.lease();
    final int length = header.initialLength();
    final SharedRegion all = memory.region(0, length);
    this.buffer = all.buffer();
    this.sent = new SentCounters(tx);
    this.txBlocks = new BlockMap(buffer, CountersLayout.TX_BLOCKS_OFFSET, header.txBlocks());
    this.rxBlocks =
        new BlockMap(buffer, CountersLayout.rxBlocksOffset(header.txBlocks()), header.rxBlocks());
    final int from = CountersLayout.recordsOffset(header.txBlocks(), header.rxBlocks());
    addRecords(all.region(from, length - from));
    for (final long unknown : new long[] {Life.RINGS.offset(), Life.SLEEPS.offset()}) {
      buffer.putLong((int) unknown, -1);
    }
  }

  private void addRecords(final SharedRegion chunk) {
    final int length = CountersLayout.RECORD_LENGTH;
    for (int at = 0; at < chunk.length(); at += length) {
      records.add(new EndpointCounters(this, chunk.region(at, length), records.size()));
    }
  }

  /**
   * What counts messages that are sent.
   *
   * @return for whoever has the senders' lock
   */
  public SentCounters sent() {
    return sent;
  }

  String instance() {
    return instance;
  }

  BlockMap txBlocks() {
    return txBlocks;
  }

  BlockMap rxBlocks() {
    return rxBlocks;
  }

  /**
   * A record for an endpoint: the one that its name had before, or one that nobody has had, or that of
   * an endpoint that was deregistered, whose counts stay in the sum.
   *
   * @param name of the endpoint
   * @return its counters
   */
  public EndpointCounters register(final String name) {
    synchronized (records) {
      if (last != null) {
        return records.get(0); // Closed meanwhile, and nothing will be counted.
      }
      final EndpointCounters record = find(name);
      if (record.isClosed() && !name.equals(record.name())) {
        record.moveTo(records.get(0));
      }
      if (record != records.get(0)) {
        record.give(name);
      }
      return record;
    }
  }

  private EndpointCounters find(final String name) {
    EndpointCounters unused = null;
    EndpointCounters closed = null;
    for (final EndpointCounters record : records.subList(1, records.size())) {
      if (name.equals(record.name())) {
        return record;
      }
      if (record.name() == null) {
        unused = unused == null ? record : unused;
      } else if (closed == null && record.isClosed()) {
        closed = record;
      }
    }
    if (unused != null || closed != null) {
      return unused != null ? unused : closed;
    }
    final int next = records.size();
    if (next > CountersLayout.MAX_ENDPOINTS + 1) {
      return records.get(0); // Some were closed a moment ago and are not known as such yet.
    }
    grow();
    return records.get(next);
  }

  private void grow() {
    final int from = CountersLayout.recordsOffset(header.txBlocks(), header.rxBlocks())
        + records.size() * CountersLayout.RECORD_LENGTH;
    final SharedRegion chunk =
        store.grow(from, CountersLayout.RECORDS_PER_CHUNK * CountersLayout.RECORD_LENGTH);
    chunks.add(chunk);
    addRecords(chunk);
  }

  /** The link is bound. */
  public void bound() {
    FlightRecorder.bound(instance);
    if (memory.tryLease()) {
      try {
        buffer.putLong(Life.BOUND_AT.offset(), System.nanoTime());
        buffer.getAndAddLong(Life.BONDS.offset(), 1);
        buffer.putLong(Life.BOUND.offset(), 1);
      } finally {
        memory.release();
      }
    }
  }

  /**
   * The peer has gone.
   *
   * @param reason why
   */
  public void unbound(final UnboundReason reason) {
    FlightRecorder.unbound(instance, reason);
    if (memory.tryLease()) {
      try {
        buffer.putLong(Life.UNBOUND_AT.offset(), System.nanoTime());
        buffer.putLong(Life.UNBOUND_REASON.offset(), reason.ordinal());
        buffer.getAndAddLong(CountersLayout.unbondsOffset(reason), 1);
        buffer.putLong(Life.BOUND.offset(), 0);
      } finally {
        memory.release();
      }
    }
  }

  /**
   * The peer did something wrong.
   *
   * @param fault what kind
   * @param value what it wrote
   */
  public void fault(final PeerFault fault, final long value) {
    FlightRecorder.fault(instance, fault, value);
    if (memory.tryLease()) {
      try {
        final int kind = FaultKinds.numberOf(fault);
        buffer.getAndAddLong(CountersLayout.FAULTS_OFFSET + kind * Long.BYTES, 1);
        final long count = buffer.getAndAddLong(CountersLayout.FAULT_COUNT_OFFSET, 1);
        final int at = CountersLayout.LAST_FAULTS_OFFSET
            + (int) (count % CountersLayout.LAST_FAULTS) * CountersLayout.FAULT_LENGTH;
        buffer.putLong(at, System.nanoTime());
        buffer.putLong(at + Long.BYTES, kind);
        buffer.putLong(at + 2 * Long.BYTES, value);
      } finally {
        memory.release();
      }
    }
  }

  /**
   * Looks up what is not counted, unless another thread is at it.
   *
   * @param from where
   */
  public void look(final Sighted from) {
    if (!looking.compareAndSet(false, true)) {
      return;
    }
    try {
      if (memory.tryLease()) {
        try {
          write(from);
        } finally {
          memory.release();
        }
      }
    } finally {
      looking.set(false);
    }
  }

  private void write(final Sighted from) {
    final long nowNs = System.nanoTime();
    txBlocks.begin(nowNs);
    from.txBlocks(txBlocks);
    txBlocks.end();
    rxBlocks.begin(nowNs);
    from.rxBlocks(rxBlocks);
    rxBlocks.end();
    put(Life.TX_CLAIMED, txBlocks.blocks(BlockMap.OPEN));
    put(Life.TX_SENT, txBlocks.blocks(BlockMap.AWAY) + txBlocks.blocks(BlockMap.ASKING));
    put(Life.TX_HIGH_WATER, from.highWater());
    put(Life.TX_LARGEST_FREE, txBlocks.largestFree());
    put(Life.TX_OLDEST_SENT_AT, txBlocks.oldestAwayNs());
    put(Life.RX_WAITING, rxBlocks.runs(BlockMap.OPEN));
    put(Life.RX_HELD, rxBlocks.runs(BlockMap.AWAY));
    put(Life.RX_SMALL_HELD, from.smallHeld());
    put(Life.RX_OLDEST_HELD_AT, rxBlocks.oldestAwayNs());
    put(Life.UNDELIVERED, from.undelivered());
    put(Life.RINGS, from.rings());
    put(Life.SLEEPS, from.sleeps());
    put(Life.BOUND, from.isBound() ? 1 : 0);
    synchronized (records) {
      records.forEach(EndpointCounters::writeRefusals);
    }
    put(Life.LOOKED_AT, nowNs);
  }

  private void put(final Life what, final long value) {
    // Release, so that whoever sees when it was looked sees what was seen.
    buffer.putLongRelease(what.offset(), value);
  }

  /**
   * A copy as of now, or as of the end.
   *
   * @return what {@link SnapshotReader} reads
   */
  public ByteBuffer copy() {
    synchronized (records) {
      return last != null ? last.duplicate() : copyNow();
    }
  }

  /**
   * What was counted, as of now, or as of the end.
   *
   * @return the same as {@link #copy()}, read
   */
  public InstanceSnapshot snapshot() {
    try {
      return SnapshotReader.read(copy());
    } catch (final UnreadableCountersException e) {
      // A process that runs amok in the directory may have overwritten them.
      throw new IllegalStateException("the counters cannot be read: " + e.getMessage(), e);
    }
  }

  private ByteBuffer copyNow() {
    int length = buffer.capacity();
    for (final SharedRegion chunk : chunks) {
      length += chunk.length();
    }
    final byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes, 0, buffer.capacity());
    int at = buffer.capacity();
    for (final SharedRegion chunk : chunks) {
      chunk.buffer().getBytes(0, bytes, at, chunk.length());
      at += chunk.length();
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Counts no more. Once, after the last message that can be counted. */
  @Override
  public void close() {
    synchronized (records) {
      last = copyNow();
      for (final SharedRegion chunk : chunks) {
        chunk.memory().close();
      }
    }
    memory.release();
  }
}
