package org.intercore.icmsg.devicetree;

/**
 * A piece of a core's memory, as the property {@code reg} of a node says it.
 *
 * @param address of its first byte, 0 or more
 * @param size in bytes, 1 or more
 */
public record AddressRange(long address, long size) {
  /**
   * Checks the range.
   *
   * @param address of its first byte
   * @param size in bytes
   */
  public AddressRange {
    if (address < 0 || size < 1 || size > Long.MAX_VALUE - address) {
      throw new IllegalArgumentException("there are no " + Long.toUnsignedString(size)
          + " bytes at the address 0x" + Long.toHexString(address));
    }
  }

  /**
   * Where it ends.
   *
   * @return the address after its last byte
   */
  public long end() {
    return address + size;
  }

  boolean overlaps(final AddressRange other) {
    return address < other.end() && other.address < end();
  }

  @Override
  public String toString() {
    return size + " bytes at 0x" + Long.toHexString(address);
  }
}
