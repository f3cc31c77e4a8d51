package org.intercore.cli.peer;

import org.agrona.DirectBuffer;

/** Takes messages as they come in; the buffer is valid during the call only. */
@FunctionalInterface
interface MessageSink {
  void onMessage(int endpoint, DirectBuffer buffer, int offset, int length);
}
