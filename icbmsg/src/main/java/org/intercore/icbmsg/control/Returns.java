package org.intercore.icbmsg.control;

/** Where the peer writes which of our runs it is through with, in a format that has no messages for it. */
public interface Returns {
  /**
   * What the peer has released last.
   *
   * @param block where the run starts
   * @return the generation of the run
   */
  int returned(int block);

  /**
   * How many runs the peer has given back in this bond, as far as it says. Every one of them is seen by
   * {@link #returned} afterwards.
   *
   * @return a count
   */
  long count();
}
