package org.intercore.jmh.bench.spi;

import java.io.IOException;

/** One end of a pair. */
public interface Port extends AutoCloseable {
  /** Waits for the other end, both sides at once; from here on messages can pass. */
  default void connect() throws IOException {}

  /** What one thread sends with; called once by each thread that sends. */
  Sender sender();

  /** What the one thread receives with that does so at this end. */
  Receiver receiver();

  /** Keeping messages beyond their arrival, or null where one blocks all that come after it. */
  default Holding holding() {
    return null;
  }

  @Override
  void close();
}
