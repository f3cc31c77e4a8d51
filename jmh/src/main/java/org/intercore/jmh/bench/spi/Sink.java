package org.intercore.jmh.bench.spi;

import org.agrona.DirectBuffer;

/** Gets messages; may send from within the call. */
@FunctionalInterface
public interface Sink {
  /** One message, valid in this call. */
  void onMessage(DirectBuffer buffer, int offset, int length);
}
