package org.intercore.jmh.bench.spi;

import java.io.IOException;
import java.util.List;

/**
 * A transport to be measured. Each is used as its own documentation advises for the lowest latency on
 * a machine with two cores; the Javadoc of each says what was done.
 */
public interface Subject {
  /** What results call it; never changes. */
  String name();

  /** Whether it can do that at all. */
  boolean supports(Setup setup);

  /**
   * Opens one end. The active side opens first; what only works once the other side is there belongs
   * into {@link Port#connect()}.
   */
  Port open(Setup setup, Side side) throws IOException;

  /** What its JVMs need beside the flag for Agrona's buffers. */
  default List<String> jvmArguments() {
    return List.of();
  }
}
