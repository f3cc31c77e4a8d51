package org.intercore.icbmsg;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/** Buffers to send from. */
public final class Bytes {
  private Bytes() {}

  public static AtomicBuffer of(final byte... bytes) {
    final AtomicBuffer buffer = Buffers.allocate(Math.max(1, bytes.length));
    buffer.putBytes(0, bytes);
    return buffer;
  }

  public static AtomicBuffer of(final String text) {
    return of(Inbox.ascii(text));
  }
}
