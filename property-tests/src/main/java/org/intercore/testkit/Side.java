package org.intercore.testkit;

/** One of the two sides of a transport. */
public interface Side extends AutoCloseable {
  /**
   * Opens this side's end of a channel. Does not wait for the other side. Called before anything is
   * sent, and once for each name.
   *
   * @param name the same on both sides, a few letters; the only channel of a transport without {@link
   *     Feature#MANY_CHANNELS} may take any name
   * @param receiver takes what arrives, in calls of {@link #work()}
   * @return the channel's end
   */
  Channel open(String name, Receiver receiver);

  /**
   * Does what there is to do: finds the other side, hands messages to receivers, takes back what the
   * other side has released. Never blocks for longer than the transport needs. One thread at a time.
   *
   * @return how much was done; 0 only if nothing was left to do of all that the other side had sent
   *     or released before the call, since tests take that for rest
   */
  int work();

  /** Ends this side, as a process that ends in good order. Idempotent. */
  @Override
  void close();
}
