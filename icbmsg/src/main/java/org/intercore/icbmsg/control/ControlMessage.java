package org.intercore.icbmsg.control;

import org.agrona.DirectBuffer;

/**
 * A control message, and the event that it becomes.
 *
 * <pre>
 *  on the wire            as an event, one long
 *  0  type       u8       bits 63..56
 *  1  endpoint   u8       bits 55..32
 *  2  block      u8       bits 31..0
 * </pre>
 *
 * <p>Longer messages are allowed, the rest is a later protocol's. An event has room for wider
 * endpoint addresses and block indices than this wire.
 */
public final class ControlMessage {
  /** A run starting at the block holds a message for the endpoint. */
  public static final int DATA = 0;

  /** The run of the receiver's own region that starts at the block is free again. */
  public static final int RELEASE_DATA = 1;

  /** The run holds a NUL-terminated name that asks to be bound at the endpoint address. */
  public static final int BOUND = 2;

  /** As {@link #RELEASE_DATA}, and the endpoint is bound now. */
  public static final int RELEASE_BOUND = 3;

  /** A message for the endpoint that needs no block; not on Zephyr's wire. */
  public static final int INLINE = 4;

  /** Nothing; not on Zephyr's wire. */
  public static final int SKIP = 5;

  /** Bytes of a message on the wire. */
  public static final int LENGTH = 3;

  /** Where the type stands in an event. */
  public static final int TYPE_SHIFT = 56;

  private static final int ENDPOINT_SHIFT = 32;
  private static final int ENDPOINT_MASK = 0xFF_FFFF;

  private ControlMessage() {}

  /**
   * Copies a message out of the link's memory.
   *
   * @param buffer where it is
   * @param offset of its first byte
   * @return the event
   */
  public static long read(final DirectBuffer buffer, final int offset) {
    return event(
        buffer.getByte(offset) & 0xFF,
        buffer.getByte(offset + 1) & 0xFF,
        buffer.getByte(offset + 2) & 0xFF);
  }

  /**
   * Makes an event.
   *
   * @param type of the message, 0 to 127
   * @param endpoint address
   * @param block index
   * @return the event, 0 or more
   */
  public static long event(final int type, final int endpoint, final int block) {
    return (long) type << TYPE_SHIFT | (long) endpoint << ENDPOINT_SHIFT | block & 0xFFFF_FFFFL;
  }

  /**
   * The type of an event.
   *
   * @param event as {@link #event} made it
   * @return the type
   */
  public static int type(final long event) {
    return (int) (event >>> TYPE_SHIFT);
  }

  /**
   * The endpoint address of an event.
   *
   * @param event as {@link #event} made it
   * @return the address
   */
  public static int endpoint(final long event) {
    return (int) (event >>> ENDPOINT_SHIFT) & ENDPOINT_MASK;
  }

  /**
   * The block of an event.
   *
   * @param event as {@link #event} made it
   * @return the index
   */
  public static int block(final long event) {
    return (int) event;
  }
}
