package org.intercore.properties.lincheck;

import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icmsg.status.Status;

/**
 * What a call on an allocator answered: which blocks changed hands, or that none did. It says where a
 * run lies, so the verifier need not guess which of several places the allocator chose.
 *
 * @param kind of answer
 * @param start first block that was granted or freed
 * @param length how many; 0 if none
 */
record Answer(Kind kind, int start, int length) {
  /** Kinds of answers. */
  enum Kind {
    GRANTED,
    REFUSED,
    FREED,
    OWNS_NOTHING,
    UNEXPECTED
  }

  static Answer ofClaim(final long run) {
    if (run >= 0) {
      return new Answer(Kind.GRANTED, BlockAllocator.start(run), BlockAllocator.length(run));
    }
    final boolean refused = run == Status.NO_MEMORY || run == Status.TIMED_OUT;
    return new Answer(refused ? Kind.REFUSED : Kind.UNEXPECTED, 0, 0);
  }

  static Answer ofFree(final int start, final int length) {
    return new Answer(Kind.FREED, start, length);
  }

  static Answer ownsNothing() {
    return new Answer(Kind.OWNS_NOTHING, 0, 0);
  }

  @Override
  public String toString() {
    return length == 0 ? kind.name() : kind + " " + start + ".." + (start + length - 1);
  }
}
