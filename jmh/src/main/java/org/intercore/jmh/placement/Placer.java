package org.intercore.jmh.placement;

/** A policy at work on one bitmap; may remember what it was told. */
@FunctionalInterface
interface Placer {
  /**
   * Where the next run goes. Every policy here is complete: it refuses only if no such run is free.
   *
   * @return the first block; {@link Blocks#NONE} if no such run is free
   */
  int place(Blocks blocks, int length);

  /** A run was freed. */
  default void freed(final int start, final int length) {}
}
