package org.intercore.jmh.rpmsg;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.buffer.Buffers;

/**
 * Puts the parts of messages together in a buffer of its own. A message of one part is handed on
 * where it lies. For one sender; behind a {@link FragmentReader}.
 */
public final class Assembler implements FragmentHandler {
  private final AssembledHandler handler;
  private final MutableDirectBuffer assembled;
  private long tooLong;

  /** Assembles messages of up to so many bytes. */
  public Assembler(final int maxLength, final AssembledHandler handler) {
    this.assembled = Buffers.allocate(maxLength);
    this.handler = handler;
  }

  @Override
  public void onFragment(
      final int messageLength,
      final int position,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {
    if (length == messageLength) {
      handler.onMessage(buffer, offset, length, source);
    } else if (messageLength > assembled.capacity()) {
      tooLong += position == 0 ? 1 : 0;
    } else {
      assembled.putBytes(position, buffer, offset, length);
      if (position + length == messageLength) {
        handler.onMessage(assembled, 0, messageLength, source);
      }
    }
  }

  /** Messages of several parts that were dropped since they do not fit. */
  public long tooLong() {
    return tooLong;
  }
}
