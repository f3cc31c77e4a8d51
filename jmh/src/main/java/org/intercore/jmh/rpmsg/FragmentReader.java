package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** The handler of an endpoint at which a {@link FragmentingSender}'s messages arrive. */
public final class FragmentReader implements RpmsgHandler {
  private final FragmentHandler handler;
  private int messageLength;
  private int expected;
  private long abandoned;
  private long strays;

  /** Hands parts on in their order. */
  public FragmentReader(final FragmentHandler handler) {
    this.handler = handler;
  }

  @Override
  public void onMessage(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {
    final int part = length - Fragment.HEADER_LENGTH;
    if (part < 0) {
      strays++;
      return;
    }
    final int whole = buffer.getInt(offset + Fragment.MESSAGE_LENGTH, ByteOrder.LITTLE_ENDIAN);
    final int position = buffer.getInt(offset + Fragment.OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (position == 0 && expected != 0) {
      abandoned++;
      expected = 0;
    }
    if (!fits(whole, position, part)) {
      strays++;
      return;
    }
    messageLength = whole;
    expected = position + part == whole ? 0 : position + part;
    handler.onFragment(whole, position, buffer, offset + Fragment.HEADER_LENGTH, part, source);
  }

  private boolean fits(final int whole, final int position, final int part) {
    return position == expected
        && (position == 0 || whole == messageLength)
        && part <= whole - position
        && (part > 0 || whole == 0);
  }

  /** Messages of which the end never came. */
  public long abandoned() {
    return abandoned;
  }

  /** Parts that belong to no message. */
  public long strays() {
    return strays;
  }
}
