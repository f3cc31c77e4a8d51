package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/** Messages with a number, whose length and every byte follow from it. */
final class SequenceCheck implements RpmsgHandler {
  static final int MAX_LENGTH = 496;

  private static final int NUMBER_LENGTH = Integer.BYTES;

  private int next;

  int count() {
    return next;
  }

  @Override
  public void onMessage(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {
    assertEquals(next, buffer.getInt(offset), "number of the message");
    requireContent(buffer, offset, length);
    next++;
  }

  static void requireContent(final DirectBuffer buffer, final int offset, final int length) {
    final int number = buffer.getInt(offset);
    if (length != length(number)) {
      assertEquals(length(number), length, "length of message " + number);
    }
    for (int i = NUMBER_LENGTH; i < length; i++) {
      if (buffer.getByte(offset + i) != (byte) (number * 31 + i)) {
        assertEquals((byte) (number * 31 + i), buffer.getByte(offset + i), number + " at " + i);
      }
    }
  }

  private static int length(final int number) {
    // Mostly short; all lengths come up.
    return NUMBER_LENGTH + (number % 16 == 0 ? number / 16 % (MAX_LENGTH - 3) : number % 61);
  }

  private static int fill(final MutableDirectBuffer buffer, final int offset, final int number) {
    final int length = length(number);
    buffer.putInt(offset, number);
    for (int i = NUMBER_LENGTH; i < length; i++) {
      buffer.putByte(offset + i, (byte) (number * 31 + i));
    }
    return length;
  }

  static boolean trySend(
      final RpmsgEndpoint endpoint, final AtomicBuffer scratch, final int number) {
    return endpoint.trySend(scratch, 0, fill(scratch, 0, number)) >= 0;
  }

  /** Sends so many messages, with a copy and without in turns. */
  static void send(final RpmsgEndpoint endpoint, final int messages) {
    final AtomicBuffer scratch = Buffers.allocate(MAX_LENGTH);
    for (int number = 0; number < messages; number++) {
      final int status;
      if (number / 100 % 2 == 0) {
        status = endpoint.send(scratch, 0, fill(scratch, 0, number));
      } else {
        final int buffer = endpoint.getTxPayloadBuffer(RpmsgEndpoint.SEND_TIMEOUT_NS);
        assertEquals(true, buffer >= 0, () -> "status " + buffer);
        final int length = fill(endpoint.memory(), endpoint.txPayloadOffset(buffer), number);
        status = endpoint.sendNocopy(buffer, length);
      }
      assertEquals(length(number), status, "what sending gave");
    }
  }
}
