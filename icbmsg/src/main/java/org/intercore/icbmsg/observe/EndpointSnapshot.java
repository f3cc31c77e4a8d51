package org.intercore.icbmsg.observe;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What was counted of one endpoint.
 *
 * @param name of the endpoint, its first bytes if it is a long one; anything may stand in it
 * @param condition its state
 * @param address that it was bound at last; negative if never
 * @param sinceRegistered how long ago; null if never
 * @param inState for how long; null if never
 * @param sentBytes bytes in messages that were sent
 * @param sentInline messages sent that needed no block
 * @param sentByBlocks messages sent that took 1, 2, and 3 or more blocks
 * @param receivedBytes bytes in messages that were received
 * @param receivedInline messages received that needed no block
 * @param receivedInBlocks messages received in blocks
 * @param holds messages that were kept beyond their handler
 * @param refused claims and sends that were refused, by status; without the zeros
 * @param waits claims and sends that waited, by {@link CountersLayout#waitClass}
 * @param waitedNs how long they waited together, in nanoseconds
 * @param longestWaitNs how long the longest waited, in nanoseconds
 */
public record EndpointSnapshot(
    String name,
    EndpointCondition condition,
    int address,
    Duration sinceRegistered,
    Duration inState,
    long sentBytes,
    long sentInline,
    List<Long> sentByBlocks,
    long receivedBytes,
    long receivedInline,
    long receivedInBlocks,
    long holds,
    Map<String, Long> refused,
    List<Long> waits,
    long waitedNs,
    long longestWaitNs) {
  /**
   * All messages that were sent.
   *
   * @return their number
   */
  public long sent() {
    return sentInline + sum(sentByBlocks);
  }

  /**
   * All messages that were received.
   *
   * @return their number
   */
  public long received() {
    return receivedInline + receivedInBlocks;
  }

  /**
   * All claims and sends that were refused.
   *
   * @return their number
   */
  public long refusals() {
    return sum(refused.values().stream().toList());
  }

  /**
   * All claims and sends that waited.
   *
   * @return their number
   */
  public long waitCount() {
    return sum(waits);
  }

  /**
   * What a share of the waits was not longer than.
   *
   * @param share above 0, up to 1: 0.99 = all but one of a hundred
   * @return nanoseconds, the bound of a class of waits, but no more than the longest took; 0 if there were
   *     none
   */
  public long waitBoundNs(final double share) {
    final double wanted = Math.ceil(share * waitCount());
    long seen = 0;
    for (int i = 0; i < waits.size() && wanted > 0; i++) {
      seen += waits.get(i);
      if (seen >= wanted) {
        return Math.min(CountersLayout.waitBoundNs(i), longestWaitNs);
      }
    }
    return longestWaitNs;
  }

  private static long sum(final List<Long> numbers) {
    return Arrays.stream(numbers.toArray(Long[]::new))
        .mapToLong(Long::longValue)
        .sum();
  }
}
