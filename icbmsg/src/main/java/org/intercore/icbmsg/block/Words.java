package org.intercore.icbmsg.block;

import java.util.concurrent.atomic.AtomicLongArray;
import org.intercore.icmsg.sync.Confinement;

/**
 * Words that any number of threads change by atomic steps; or one thread alone, by plain ones, which
 * others may still read.
 */
final class Words {
  private final AtomicLongArray words;
  private final Confinement confinement;
  // Its answer never changes, and is asked for with each step.
  private final boolean confined;

  Words(final int length, final Confinement confinement) {
    this.words = new AtomicLongArray(length);
    this.confinement = confinement;
    this.confined = confinement.isConfined();
  }

  int length() {
    return words.length();
  }

  long get(final int index) {
    return words.get(index);
  }

  void set(final int index, final long value) {
    words.set(index, value);
  }

  /** Ordered after whatever the caller stored before. */
  void setRelease(final int index, final long value) {
    words.setRelease(index, value);
  }

  /** Sequentially consistent, but where one thread is alone, who has nobody to race with. */
  boolean compareAndSet(final int index, final long expected, final long value) {
    if (!confined) {
      return words.compareAndSet(index, expected, value);
    }
    confinement.check();
    if (words.getPlain(index) != expected) {
      return false;
    }
    words.setRelease(index, value);
    return true;
  }

  /** As {@link #compareAndSet}, and cannot fail. */
  void add(final int index, final long change) {
    if (confined) {
      confinement.check();
      words.setRelease(index, words.getPlain(index) + change);
    } else {
      words.getAndAdd(index, change);
    }
  }
}
