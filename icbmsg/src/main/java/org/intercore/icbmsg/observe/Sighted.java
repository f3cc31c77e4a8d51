package org.intercore.icbmsg.observe;

/** What is not counted but looked up, now and then. None of this blocks or calls anybody back. */
public interface Sighted {
  /**
   * Whether the other side is there.
   *
   * @return true while the link is bound
   */
  boolean isBound();

  /**
   * Notes every block of our own region, with {@link BlockMap#look}.
   *
   * @param map where to
   */
  void txBlocks(BlockMap map);

  /**
   * Notes every block of the peer's region, with {@link BlockMap#look}.
   *
   * @param map where to
   */
  void rxBlocks(BlockMap map);

  /**
   * The most of our blocks that were ever taken at once.
   *
   * @return their number
   */
  int highWater();

  /**
   * Messages that needed no block and are held.
   *
   * @return their number
   */
  int smallHeld();

  /**
   * Messages that were accepted, and the peer went before it released them.
   *
   * @return their number since the instance was opened
   */
  long undelivered();

  /**
   * How often the other side was rung.
   *
   * @return their number; negative if nobody counts them
   */
  long rings();

  /**
   * How often a thread has slept at the doorbell.
   *
   * @return their number; negative if nobody counts them
   */
  long sleeps();
}
