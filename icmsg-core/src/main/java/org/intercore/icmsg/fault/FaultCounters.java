package org.intercore.icmsg.fault;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts faults by kind and passes each on to a handler. Any thread may count and read. */
public final class FaultCounters implements FaultHandler {
  private final PeerFault[] kinds;
  private final AtomicLongArray counts;
  private final FaultHandler next;

  /**
   * Counts these kinds.
   *
   * @param next told of each fault after it was counted
   * @param kinds every kind that can occur
   */
  public FaultCounters(final FaultHandler next, final PeerFault... kinds) {
    this.next = next;
    this.kinds = kinds.clone();
    this.counts = new AtomicLongArray(kinds.length);
  }

  @Override
  public void onFault(final PeerFault fault, final long value) {
    counts.getAndIncrement(indexOf(fault));
    next.onFault(fault, value);
  }

  /**
   * How often a kind was seen.
   *
   * @param fault a kind given to the constructor
   * @return the count
   */
  public long count(final PeerFault fault) {
    return counts.get(indexOf(fault));
  }

  /**
   * All faults together.
   *
   * @return the sum of all counts
   */
  public long total() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /**
   * A copy of the counts that are not zero.
   *
   * @return kind name to count, sorted by name
   */
  public Map<String, Long> snapshot() {
    final Map<String, Long> seen = new TreeMap<>();
    for (int i = 0; i < kinds.length; i++) {
      if (counts.get(i) != 0) {
        seen.put(kinds[i].name(), counts.get(i));
      }
    }
    return seen;
  }

  private int indexOf(final PeerFault fault) {
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] == fault) {
        return i;
      }
    }
    throw new IllegalArgumentException("no counter for fault " + fault);
  }
}
