package org.intercore.icbmsg.observe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.intercore.icmsg.status.UnboundReason;

/**
 * What one side of an instance has counted. Numbers that belong together may be some messages apart,
 * since nobody stops for a reader.
 *
 * @param header who counts
 * @param age how long ago the instance was opened
 * @param silence how long ago it last did its work, and looked up what is not counted; its age if never
 * @param link bonds and how they ended
 * @param tx our blocks
 * @param rx the peer's blocks, as far as we have them
 * @param total all endpoints together, those that were deregistered too
 * @param endpoints those that are registered, or were the last to be
 * @param faults what the peer did wrong, how often, by kind; without the zeros
 * @param lastFaults the last ones, the latest first
 * @param doorbell rings and sleeps
 */
public record InstanceSnapshot(
    CountersHeader header,
    Duration age,
    Duration silence,
    Link link,
    TxBlocks tx,
    RxBlocks rx,
    EndpointSnapshot total,
    List<EndpointSnapshot> endpoints,
    Map<String, Long> faults,
    List<Fault> lastFaults,
    Doorbell doorbell) {
  /**
   * Bonds.
   *
   * @param isBound whether the other side is there
   * @param bonds how often it has come
   * @param sinceBound how long ago it came last; null if never
   * @param sinceUnbound how long ago it went last; null if never
   * @param unboundReason why it went last; null if it never did
   * @param unbonds how often it went, by reason; without the zeros
   * @param undelivered messages that were accepted, and the peer went before it released them
   */
  public record Link(
      boolean isBound,
      long bonds,
      Duration sinceBound,
      Duration sinceUnbound,
      UnboundReason unboundReason,
      Map<String, Long> unbonds,
      long undelivered) {}

  /**
   * Our blocks.
   *
   * @param count how many there are
   * @param claimed those that a thread fills
   * @param sent those that the peer has, in requests to bind too
   * @param highWater the most that were ever taken at once
   * @param largestFree the longest run that could be claimed
   * @param oldestSent how long the peer has had the oldest; null if it has none
   * @param runs those in use, of the first {@value CountersLayout#MAX_MAPPED_BLOCKS} blocks
   */
  public record TxBlocks(
      int count,
      int claimed,
      int sent,
      int highWater,
      int largestFree,
      Duration oldestSent,
      List<Run> runs) {
    /**
     * Blocks that can be claimed.
     *
     * @return their number
     */
    public int free() {
      return Math.max(0, count - claimed - sent);
    }
  }

  /**
   * The peer's blocks.
   *
   * @param count how many there are
   * @param waiting messages in blocks that wait for their handler, or are in it
   * @param held messages in blocks that are held
   * @param smallHeld messages without a block that are held
   * @param oldestHeld how long the oldest has been held; null if none is
   * @param runs those that we have, of the first {@value CountersLayout#MAX_MAPPED_BLOCKS} blocks
   */
  public record RxBlocks(
      int count, int waiting, int held, int smallHeld, Duration oldestHeld, List<Run> runs) {}

  /**
   * A run of blocks that is in use.
   *
   * @param block where it begins
   * @param length in blocks
   * @param state {@link BlockMap#OPEN}, {@link BlockMap#AWAY} or {@link BlockMap#ASKING}
   * @param endpoint that it belongs to; null if that is not known
   * @param age how long ago it was seen so first
   */
  public record Run(int block, int length, int state, String endpoint, Duration age) {}

  /**
   * Something that the peer did wrong.
   *
   * @param age how long ago
   * @param kind which kind
   * @param sentence what, with the offending value
   */
  public record Fault(Duration age, String kind, String sentence) {}

  /**
   * The doorbell.
   *
   * @param rings how often the other side was rung; negative if nobody counts them
   * @param sleeps how often a thread has slept there; negative if nobody counts them
   */
  public record Doorbell(long rings, long sleeps) {}
}
