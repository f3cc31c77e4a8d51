package org.intercore.cli.peer;

/** What a peer does with its instance. */
interface PeerMode extends MessageSink {
  /** What went in and out. */
  Traffic traffic();

  /** Does what there is to do by itself; returns how much was done. */
  default int doWork() {
    return 0;
  }

  /** Whether there is nothing left to do. */
  default boolean isDone() {
    return false;
  }

  /** Whether silence of the other side means that something is wrong. */
  default boolean isWaiting() {
    return false;
  }

  /** Messages that were not what they should have been. */
  default long mismatches() {
    return 0;
  }

  /** What went wrong, in a sentence, or null; asked at the end. */
  default String failure() {
    return null;
  }
}
