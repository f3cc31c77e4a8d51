package org.intercore.icbmsg.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.intercore.icmsg.sync.Confinement;

/**
 * Words that any number of threads change by atomic steps; or one thread alone, by plain ones, which
 * others may still read.
 */
final class Words {
  // Not an AtomicLongArray, which is one more step on the way to every word.
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;
  private final Confinement confinement;
  // Its answer never changes, and is asked for with each step.
  private final boolean confined;

  Words(final int length, final Confinement confinement) {
    this.words = new long[length];
    this.confinement = confinement;
    this.confined = confinement.isConfined();
  }

  int length() {
    return words.length;
  }

  long get(final int index) {
    return (long) WORD.getVolatile(words, index);
  }

  void set(final int index, final long value) {
    WORD.setVolatile(words, index, value);
  }

  /** Ordered after whatever the caller stored before. */
  void setRelease(final int index, final long value) {
    WORD.setRelease(words, index, value);
  }

  /** Sequentially consistent, but where one thread is alone, who has nobody to race with. */
  boolean compareAndSet(final int index, final long expected, final long value) {
    if (!confined) {
      return WORD.compareAndSet(words, index, expected, value);
    }
    confinement.check();
    if (words[index] != expected) {
      return false;
    }
    WORD.setRelease(words, index, value);
    return true;
  }

  /** As {@link #compareAndSet}, and cannot fail. */
  void add(final int index, final long change) {
    if (confined) {
      confinement.check();
      WORD.setRelease(words, index, words[index] + change);
    } else {
      WORD.getAndAdd(words, index, change);
    }
  }
}
