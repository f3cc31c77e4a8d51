package org.intercore.icmsg.devicetree;

import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.ring.PacketRingLayout;

/**
 * An instance as a node of a devicetree describes it. The devicetree does not say the width of a
 * pointer.
 *
 * @param backend what is spoken
 * @param txRegion where this core writes
 * @param rxRegion where the other core writes
 * @param txBlocks blocks in the tx-region, 1 to 256; 0 for ICMsg
 * @param rxBlocks blocks in the rx-region, 1 to 256; 0 for ICMsg
 * @param alignment the data cache alignment, a power of two, 4 at least, which stands for none
 * @param unbound disable, enable or detect
 */
public record IpcInstance(
    Backend backend,
    AddressRange txRegion,
    AddressRange rxRegion,
    int txBlocks,
    int rxBlocks,
    int alignment,
    String unbound) {
  /**
   * Refuses an alignment that no ring can have.
   *
   * @param backend what is spoken
   * @param txRegion where this core writes
   * @param rxRegion where the other core writes
   * @param txBlocks blocks in the tx-region
   * @param rxBlocks blocks in the rx-region
   * @param alignment the data cache alignment
   * @param unbound how to bond
   */
  public IpcInstance {
    PacketRingLayout.requireAlignment(alignment);
  }

  /** What is spoken over the regions. */
  public enum Backend {
    /** A single link, {@code zephyr,ipc-icmsg}. */
    ICMSG("zephyr,ipc-icmsg"),
    /** Endpoints and blocks, {@code zephyr,ipc-icbmsg}. */
    ICBMSG("zephyr,ipc-icbmsg");

    private final String compatible;

    Backend(final String compatible) {
      this.compatible = compatible;
    }

    /**
     * Its name in a devicetree.
     *
     * @return the value of the property {@code compatible}
     */
    public String compatible() {
      return compatible;
    }
  }

  /**
   * The same instance as the other core sees it: tx is rx. A Java program that stands in for the
   * other core, or talks to the core whose devicetree this is, uses this one.
   *
   * @return the other side's view
   */
  public IpcInstance mirrored() {
    return new IpcInstance(backend, rxRegion, txRegion, rxBlocks, txBlocks, alignment, unbound);
  }

  /**
   * The address at which the first of both regions begins.
   *
   * @return the lower address
   */
  public long firstAddress() {
    return Math.min(txRegion.address(), rxRegion.address());
  }

  /**
   * How far it is from the beginning of the first region to the end of the last: how long a memory
   * must be that has both.
   *
   * @return bytes
   */
  public long span() {
    return Math.max(txRegion.end(), rxRegion.end()) - firstAddress();
  }

  /**
   * Both regions within a memory that shows a part of the cores' address space, as an ivshmem file,
   * a PCI device's resource file or a simulator's memory do.
   *
   * @param memory that has both regions in it
   * @param baseAddress the address, as the devicetree counts, of the memory's first byte; a multiple
   *     of the alignment
   * @return the regions as this side sees them
   * @throws IllegalArgumentException if a region does not lie within the memory
   */
  public RegionPair regions(final SharedMemory memory, final long baseAddress) {
    if (baseAddress < 0 || baseAddress % alignment != 0) {
      throw new IllegalArgumentException("the memory must begin at a multiple of the alignment "
          + alignment + ", but is said to begin at 0x" + Long.toHexString(baseAddress));
    }
    return RegionPair.of(
        region("tx", txRegion, memory, baseAddress), region("rx", rxRegion, memory, baseAddress));
  }

  private static SharedRegion region(
      final String name, final AddressRange range, final SharedMemory memory, final long base) {
    if (range.address() < base || range.end() - base > memory.size()) {
      throw new IllegalArgumentException("the " + name + "-region (" + range
          + ") does not lie within " + memory + ", whose first byte is at 0x"
          + Long.toHexString(base));
    }
    return memory.region(range.address() - base, range.size());
  }
}
