package org.intercore.testkit;

/** A message that is kept. It stays as it is until its owner releases it, exactly once. */
public interface Held extends Content {
  /**
   * Gives the space back to the sender, who may see that only when it works. Never blocks. Any thread
   * with {@link Feature#RELEASE_ANY_THREAD}, otherwise the one that works on the side.
   */
  void release();
}
