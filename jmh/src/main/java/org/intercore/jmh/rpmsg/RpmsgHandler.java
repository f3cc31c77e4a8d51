package org.intercore.jmh.rpmsg;

import org.agrona.DirectBuffer;

/** Takes an endpoint's messages, on the thread that polls. */
@FunctionalInterface
public interface RpmsgHandler {
  /**
   * A message. Its buffer goes back to the sender when this returns, unless {@link
   * RpmsgEndpoint#holdRxBuffer()} was called meanwhile.
   *
   * @param endpoint where it arrived
   * @param buffer the shared memory
   * @param offset of the payload in it
   * @param length of the payload in bytes
   * @param source the sender's address
   */
  void onMessage(RpmsgEndpoint endpoint, DirectBuffer buffer, int offset, int length, int source);
}
