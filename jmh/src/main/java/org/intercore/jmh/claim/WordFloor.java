package org.intercore.jmh.claim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A word that is taken and given back by compare-and-set. JMH pads the states that extend it. */
public class WordFloor {
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(WordFloor.class, "word", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long word;

  /** Takes bits that nobody else takes and gives them back. */
  final long takeAndGiveBack(final long bits) {
    long seen = word;
    while (!WORD.compareAndSet(this, seen, seen | bits)) {
      seen = word;
    }
    seen = word;
    while (!WORD.compareAndSet(this, seen, seen & ~bits)) {
      seen = word;
    }
    return seen;
  }
}
