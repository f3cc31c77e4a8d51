package org.intercore.jmh.rpmsg;

/**
 * Where the parts of a split virtqueue lie within its memory (virtio 1.x, section "Split
 * Virtqueues"). All fields are little-endian; {@code n} is the number of descriptors.
 *
 * <pre>
 *  offset
 *  0            +----------------------------------------------------------------+
 *               | descriptor table: n times 16 bytes         written by the driver
 *               |   0  u64 addr   8  u32 len   12  u16 flags   14  u16 next
 *  16n          +----------------------------------------------------------------+
 *               | available ring                             written by the driver
 *               |   0  u16 flags  2  u16 idx   4  u16 ring[n]  4+2n  u16 used_event
 *               +----------------------------------------------------------------+
 *               | nothing, up to a multiple of the alignment
 *  usedOffset   +----------------------------------------------------------------+
 *               | used ring                                  written by the device
 *               |   0  u16 flags  2  u16 idx   4  {u32 id, u32 len}[n]
 *               |   4+8n  u16 avail_event
 *  length       +----------------------------------------------------------------+
 * </pre>
 *
 * <p>The specification asks for 16, 2 and 4 bytes of alignment and lets the parts lie anywhere;
 * with an alignment of a cache line or more, no line has two writers.
 *
 * @param descriptors how many, a power of two up to 32768
 * @param alignment of the used ring and of the whole, a power of two, 4 or more
 */
public record VringLayout(int descriptors, int alignment) {
  /** The most descriptors that 16-bit indices can tell apart. */
  public static final int MAX_DESCRIPTORS = 1 << 15;

  static final int DESCRIPTOR_LENGTH = 16;
  static final int DESCRIPTOR_ADDRESS = 0;
  static final int DESCRIPTOR_LEN = 8;
  static final int DESCRIPTOR_FLAGS = 12;
  static final int DESCRIPTOR_NEXT = 14;

  /** The device writes into the buffer (VRING_DESC_F_WRITE). */
  static final short DESCRIPTOR_WRITE = 2;

  /** Offset of {@code u16 flags, u16 idx}, which are read and written as one word. */
  static final int RING_WORD = 0;

  static final int RING_ENTRIES = 4;
  static final int AVAIL_ENTRY_LENGTH = 2;
  static final int USED_ENTRY_LENGTH = 8;
  static final int USED_ENTRY_LEN = 4;

  /** In either ring's flags: its writer wants no notification (NO_INTERRUPT, NO_NOTIFY). */
  static final int NO_NOTIFICATION = 1;

  private static final int EVENT_LENGTH = 2;
  private static final int LEAST_ALIGNMENT = 4;

  /** Checks the numbers. */
  public VringLayout {
    if (Integer.bitCount(descriptors) != 1 || descriptors > MAX_DESCRIPTORS || descriptors < 0) {
      throw new IllegalArgumentException("the number of descriptors must be a power of two up to "
          + MAX_DESCRIPTORS + ", but is " + descriptors);
    }
    if (Integer.bitCount(alignment) != 1 || alignment < LEAST_ALIGNMENT) {
      throw new IllegalArgumentException("the alignment of a vring must be a power of two, "
          + LEAST_ALIGNMENT + " or more, but is " + alignment);
    }
  }

  /** Where the available ring starts, behind the descriptors. */
  public int availOffset() {
    return descriptors * DESCRIPTOR_LENGTH;
  }

  /** Where the driver says which used index it waits for. */
  public int usedEventOffset() {
    return availOffset() + RING_ENTRIES + descriptors * AVAIL_ENTRY_LENGTH;
  }

  /** Where the used ring starts. */
  public int usedOffset() {
    return align(usedEventOffset() + EVENT_LENGTH, alignment);
  }

  /** Where the device says which available index it waits for. */
  public int availEventOffset() {
    return usedOffset() + RING_ENTRIES + descriptors * USED_ENTRY_LENGTH;
  }

  /** How long the whole is, in bytes. */
  public int length() {
    return availEventOffset() + EVENT_LENGTH;
  }

  static int align(final int value, final int alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
