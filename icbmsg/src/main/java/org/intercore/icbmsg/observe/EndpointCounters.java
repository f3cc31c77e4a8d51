package org.intercore.icbmsg.observe;

import static org.intercore.icbmsg.observe.CountersLayout.ADDRESS;
import static org.intercore.icbmsg.observe.CountersLayout.HOLDS;
import static org.intercore.icbmsg.observe.CountersLayout.LONGEST_WAIT_NS;
import static org.intercore.icbmsg.observe.CountersLayout.MAX_NAME_LENGTH;
import static org.intercore.icbmsg.observe.CountersLayout.NAME;
import static org.intercore.icbmsg.observe.CountersLayout.NAME_LENGTH;
import static org.intercore.icbmsg.observe.CountersLayout.RECEIVED_BYTES;
import static org.intercore.icbmsg.observe.CountersLayout.RECEIVED_IN_BLOCKS;
import static org.intercore.icbmsg.observe.CountersLayout.RECORD_LENGTH;
import static org.intercore.icbmsg.observe.CountersLayout.REGISTERED;
import static org.intercore.icbmsg.observe.CountersLayout.SENT_BYTES;
import static org.intercore.icbmsg.observe.CountersLayout.SENT_CLASS;
import static org.intercore.icbmsg.observe.CountersLayout.SINCE;
import static org.intercore.icbmsg.observe.CountersLayout.STATE;
import static org.intercore.icbmsg.observe.CountersLayout.WAITED_NS;
import static org.intercore.icbmsg.observe.CountersLayout.WAITS;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedRegion;

/**
 * The record of one endpoint. What counts a message is called where shared memory is certain to be in
 * place, by one thread at a time; everything else by any thread at any time.
 */
public final class EndpointCounters {
  static final int NO_ADDRESS = -1;

  private final Counters instance;
  private final SharedRegion record;
  private final AtomicBuffer buffer;
  private final SharedWords counts;
  private final int number;
  private final AtomicLongArray refusals = new AtomicLongArray(CountersLayout.REFUSALS);
  // Of the record, not of the endpoint, which may have gone.
  private volatile String name;

  EndpointCounters(final Counters instance, final SharedRegion record, final int number) {
    this.instance = instance;
    this.record = record;
    this.buffer = record.buffer();
    this.counts = SharedWords.of(buffer);
    this.number = number;
  }

  String name() {
    return name;
  }

  boolean isClosed() {
    return name != null && buffer.getInt(STATE) == EndpointCondition.CLOSED.ordinal();
  }

  /** The record is an endpoint's of this name from now on; one of the same name counts on. */
  void give(final String to) {
    final byte[] bytes = shortened(to);
    name = to;
    buffer.putInt(NAME_LENGTH, bytes.length);
    buffer.putBytes(NAME, bytes);
    buffer.putInt(ADDRESS, NO_ADDRESS);
    buffer.putLong(REGISTERED, System.nanoTime());
    buffer.putLong(SINCE, System.nanoTime());
    buffer.putIntRelease(STATE, EndpointCondition.UNBOUND.ordinal());
  }

  /** What fits, cut between two characters. */
  private static byte[] shortened(final String name) {
    final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_NAME_LENGTH);
    while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Adds everything that was counted here to another record, and begins anew. */
  void moveTo(final EndpointCounters sum) {
    writeRefusals();
    for (int at = SENT_BYTES; at < RECORD_LENGTH; at += Long.BYTES) {
      final long counted = buffer.getLong(at);
      buffer.putLong(at, 0);
      if (at == LONGEST_WAIT_NS) {
        sum.atLeast(at, counted);
      } else {
        sum.buffer.getAndAddLong(at, counted);
      }
    }
  }

  /** A closed endpoint stays so, whatever a thread that was away for long says, until its name is back. */
  private void becomes(final EndpointCondition next) {
    if (record.memory().tryLease()) {
      try {
        int now = buffer.getIntVolatile(STATE);
        while (now != EndpointCondition.CLOSED.ordinal()
            && !buffer.compareAndSetInt(STATE, now, next.ordinal())) {
          now = buffer.getIntVolatile(STATE);
        }
        buffer.putLong(SINCE, System.nanoTime());
      } finally {
        record.memory().release();
      }
    }
  }

  /**
   * The dispatcher is about to bind the endpoint.
   *
   * @param address that it is bound at
   */
  public void boundAt(final int address) {
    instance.sent().bind(address, this);
    buffer.putInt(ADDRESS, address);
  }

  /** The endpoint is bound. */
  public void bound() {
    becomes(EndpointCondition.BOUND);
  }

  /** The endpoint's peer has gone. */
  public void lost() {
    becomes(EndpointCondition.LOST);
  }

  /** The endpoint was deregistered. */
  public void closed() {
    becomes(EndpointCondition.CLOSED);
  }

  /** Under the senders' lock. */
  void sentInline(final int length) {
    // Opaque, as all that one thread at a time writes and another process reads: no fence, no lock.
    counts.addNativeLongsOpaque(SENT_BYTES, length, 1);
  }

  /** Under the senders' lock. */
  void sentInBlocks(final int kind, final int length) {
    counts.addNativeLongOpaque(SENT_BYTES, length);
    counts.addNativeLongOpaque(SENT_CLASS + kind * Long.BYTES, 1);
  }

  /**
   * The dispatcher hands a message over that needed no block.
   *
   * @param length in bytes
   */
  public void receivedInline(final int length) {
    counts.addNativeLongsOpaque(RECEIVED_BYTES, length, 1);
  }

  /**
   * The dispatcher hands a message in blocks over.
   *
   * @param block where it begins
   * @param length in bytes
   */
  public void receivedInBlocks(final int block, final int length) {
    counts.addNativeLongOpaque(RECEIVED_BYTES, length);
    counts.addNativeLongOpaque(RECEIVED_IN_BLOCKS, 1);
    instance.rxBlocks().owner(block, number);
  }

  /** The handler keeps the message at hand. */
  public void held() {
    counts.addNativeLongOpaque(HOLDS, 1);
  }

  /**
   * A run was claimed for this endpoint. Costs one plain store in private memory.
   *
   * @param block where it begins
   */
  public void claimed(final int block) {
    instance.txBlocks().owner(block, number);
  }

  /**
   * Counts an answer if it is a refusal.
   *
   * @param answer of a call; negative = a status
   * @return the answer
   */
  public long answered(final long answer) {
    if (answer < 0) {
      refused(answer);
    }
    return answer;
  }

  /**
   * As {@link #answered(long)}.
   *
   * @param answer of a call; negative = a status
   * @return the answer
   */
  public int answered(final int answer) {
    if (answer < 0) {
      refused(answer);
    }
    return answer;
  }

  /** In private memory, since whoever is refused may ask again at once, and for long. */
  private void refused(final long status) {
    refusals.getAndIncrement(CountersLayout.statusIndex(status));
  }

  /** Writes down what was counted in private memory. While shared memory is in place. */
  void writeRefusals() {
    for (int i = 0; i < refusals.length(); i++) {
      if (refusals.get(i) > 0) {
        buffer.getAndAddLong(CountersLayout.refusedOffset(i), refusals.getAndSet(i, 0));
      }
    }
  }

  /**
   * A claim or a send has waited, whatever came of it.
   *
   * @param waitedNs how long
   */
  public void waited(final long waitedNs) {
    FlightRecorder.waited(instance.instance(), name, waitedNs);
    if (record.memory().tryLease()) {
      try {
        buffer.getAndAddLong(WAITED_NS, waitedNs);
        buffer.getAndAddLong(WAITS + CountersLayout.waitClass(waitedNs) * Long.BYTES, 1);
        atLeast(LONGEST_WAIT_NS, waitedNs);
      } finally {
        record.memory().release();
      }
    }
  }

  private void atLeast(final int at, final long value) {
    long now = buffer.getLongVolatile(at);
    while (now < value && !buffer.compareAndSetLong(at, now, value)) {
      now = buffer.getLongVolatile(at);
    }
  }
}
