package org.intercore.icmsg.sync;

/**
 * Whether one thread alone uses something, or any number of them. What is confined takes no locked
 * instruction and no fence: such an instruction waits until everything that was stored before it has
 * reached the cache, so that each message waits for the line of the one before it.
 *
 * <p>The first thread that uses a confined thing is the one. Every other one gets an exception,
 * as far as plain fields tell: two that are the first at the same moment may both pass once. When
 * the thread has ended, the next one that comes is the one.
 */
public final class Confinement {
  private static final Confinement NONE = new Confinement(false);

  private final boolean confined;
  // Plain: its own thread reads what it has written, and others only misuse it.
  private Thread owner;

  private Confinement(final boolean confined) {
    this.confined = confined;
  }

  /**
   * Any number of threads.
   *
   * @return no confinement
   */
  public static Confinement none() {
    return NONE;
  }

  /**
   * One thread: the first that comes.
   *
   * @return a confinement to whichever thread comes
   */
  public static Confinement toOneThread() {
    return new Confinement(true);
  }

  /**
   * Whether one thread alone may come.
   *
   * @return false for {@link #none()}
   */
  public boolean isConfined() {
    return confined;
  }

  /**
   * Whether the calling thread may come.
   *
   * @throws IllegalStateException if another thread alone may
   */
  public void check() {
    // The owner first: for a thread that may come it is the only question.
    if (owner != Thread.currentThread() && confined) {
      admit();
    }
  }

  /**
   * Whether the calling thread is the one.
   *
   * @return false for every thread as long as none has come, and for {@link #none()}
   */
  public boolean isMine() {
    return owner == Thread.currentThread();
  }

  private void admit() {
    final Thread now = owner;
    // What a thread that has ended did is seen by whoever sees that it has.
    if (now != null && now.isAlive()) {
      throw new IllegalStateException("this was confined to one thread, which is \"" + now.getName()
          + "\", but thread \"" + Thread.currentThread().getName()
          + "\" uses it: let the first one do it, or do not confine it");
    }
    owner = Thread.currentThread();
  }

  /** The calling thread is done, and hands it to the next one that comes. */
  public void handOver() {
    check();
    owner = null;
  }
}
