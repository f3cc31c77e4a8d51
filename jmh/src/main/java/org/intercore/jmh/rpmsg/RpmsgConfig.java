package org.intercore.jmh.rpmsg;

/**
 * What both sides have to agree on, and how many threads a side uses. The defaults are those of the
 * field: 256 buffers each way, as in Linux's half of 512, of 512 bytes.
 *
 * @param buffers each way, a power of two
 * @param bufferSize in bytes, header included: a multiple of 8
 * @param alignment of the vrings. 128 bytes keep pairs of lines, which some processors fetch
 *     together, with one writer; remoteproc's usual value is 4096
 * @param eventIndex whether notifications are suppressed by index (VIRTIO_F_EVENT_IDX)
 * @param locked whether several threads may send, and others than the polling one release; without
 *     it one thread sends and only the polling one releases
 */
public record RpmsgConfig(
    int buffers, int bufferSize, int alignment, boolean eventIndex, boolean locked) {
  private static final int DEFAULT_BUFFERS = 256;
  private static final int DEFAULT_BUFFER_SIZE = 512;
  private static final int DEFAULT_ALIGNMENT = 128;
  private static final int LEAST_BUFFER_SIZE = 64;
  private static final int GREATEST_BUFFER_SIZE = 1 << 16;

  /** Checks the numbers. */
  public RpmsgConfig {
    new VringLayout(buffers, alignment);
    if (bufferSize < LEAST_BUFFER_SIZE
        || bufferSize > GREATEST_BUFFER_SIZE
        || bufferSize % Long.BYTES != 0) {
      // 64 holds an announcement; the header's length field ends at 65535.
      throw new IllegalArgumentException("the size of a buffer must be a multiple of "
          + Long.BYTES + " from " + LEAST_BUFFER_SIZE + " to " + GREATEST_BUFFER_SIZE
          + " bytes, but is " + bufferSize);
    }
    if ((long) buffers * bufferSize > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          buffers + " buffers of " + bufferSize + " bytes are too many for one region");
    }
  }

  /** What the field uses, with locks. */
  public static RpmsgConfig defaults() {
    return new RpmsgConfig(DEFAULT_BUFFERS, DEFAULT_BUFFER_SIZE, DEFAULT_ALIGNMENT, false, true);
  }

  /** The same with another number of buffers each way. */
  public RpmsgConfig withBuffers(final int newBuffers) {
    return new RpmsgConfig(newBuffers, bufferSize, alignment, eventIndex, locked);
  }

  /** The same with buffers of another size. */
  public RpmsgConfig withBufferSize(final int newBufferSize) {
    return new RpmsgConfig(buffers, newBufferSize, alignment, eventIndex, locked);
  }

  /** The same with vrings aligned otherwise. */
  public RpmsgConfig withAlignment(final int newAlignment) {
    return new RpmsgConfig(buffers, bufferSize, newAlignment, eventIndex, locked);
  }

  /** The same with notifications suppressed by index, or by flag. */
  public RpmsgConfig withEventIndex(final boolean newEventIndex) {
    return new RpmsgConfig(buffers, bufferSize, alignment, newEventIndex, locked);
  }

  /** The same for one sending thread, or for any number. */
  public RpmsgConfig withLocks(final boolean newLocked) {
    return new RpmsgConfig(buffers, bufferSize, alignment, eventIndex, newLocked);
  }

  /** The longest message that one buffer holds, in bytes. */
  public int maxPayload() {
    return bufferSize - RpmsgHeader.LENGTH;
  }

  /** How much memory the two sides share, in bytes. */
  public int regionLength() {
    return new RpmsgLayout(this).length();
  }
}
