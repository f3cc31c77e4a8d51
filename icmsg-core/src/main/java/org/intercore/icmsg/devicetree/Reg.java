package org.intercore.icmsg.devicetree;

/**
 * The first address and size of a node's property {@code reg}. How many cells each has says the
 * parent node; a fragment often leaves that to a file that it does not show, and then the count
 * itself says it: two cells are one and one, three are two and one, four are two and two.
 */
record Reg(Property property, long address, long size) {
  private static final int DEFAULT_ADDRESS_CELLS = 2;
  private static final int DEFAULT_SIZE_CELLS = 1;
  private static final int MAX_CELLS = 2;

  static Reg of(final Node node, final Property reg) {
    final Node parent = node.parent();
    final boolean said = parent != null
        && (parent.property("#address-cells") != null || parent.property("#size-cells") != null);
    final int cells = reg.firstGroup();
    final int addressCells = said ? addressCells(parent) : (cells + 1) / 2;
    final int sizeCells = said ? sizeCells(parent) : cells / 2;
    if (addressCells == 0 || sizeCells == 0 || addressCells > MAX_CELLS || sizeCells > MAX_CELLS) {
      throw reg.place()
          .problem("reg of " + node.path() + " must say an address and a size, but has " + cells
              + " cells" + (said ? ", of which " + addressCells + " are an address" : ""));
    }
    final int entry = addressCells + sizeCells;
    if (reg.cells().isEmpty() || reg.cells().size() % entry != 0) {
      throw reg.place()
          .problem("reg of " + node.path() + " has " + reg.cells().size()
              + " cells, but must have " + addressCells + " for an address and " + sizeCells
              + " for a size");
    }
    return new Reg(reg, reg.number(0, addressCells), reg.number(addressCells, sizeCells));
  }

  private static int addressCells(final Node bus) {
    return count(bus, "#address-cells", DEFAULT_ADDRESS_CELLS);
  }

  private static int sizeCells(final Node bus) {
    return count(bus, "#size-cells", DEFAULT_SIZE_CELLS);
  }

  private static int count(final Node bus, final String name, final int unsaid) {
    final Property property = bus.property(name);
    if (property == null) {
      return unsaid;
    }
    final long count = property.requireNumber();
    if (count < 0 || count > MAX_CELLS) {
      throw property
          .place()
          .problem(name + " must be 0 to " + MAX_CELLS + " here, but is " + count);
    }
    return (int) count;
  }

  /** The address as the core sees it: a node on the way up may move what is under it by ranges. */
  long translated(final Node node) {
    long moved = address;
    Node bus = node.parent();
    while (bus != null && bus.property("ranges") != null) {
      if (!bus.property("ranges").cells().isEmpty()) {
        moved = move(moved, bus);
      }
      bus = bus.parent();
    }
    return moved;
  }

  private static long move(final long address, final Node bus) {
    final Property ranges = bus.property("ranges");
    final int child = addressCells(bus);
    final int parent = bus.parent() == null ? child : addressCells(bus.parent());
    final int size = sizeCells(bus);
    final int entry = child + parent + size;
    final int count = ranges.cells().size();
    if (entry == 0 || count % entry != 0) {
      throw ranges
          .place()
          .problem("ranges of " + bus.path() + " has " + count
              + " cells, but must have " + child + " for an address under it, " + parent
              + " for one above it and " + size + " for a size");
    }
    for (int i = 0; i < count; i += entry) {
      final long from = ranges.number(i, child);
      final long offset = address - from;
      if (Long.compareUnsigned(address, from) >= 0
          && Long.compareUnsigned(offset, ranges.number(i + child + parent, size)) < 0) {
        return ranges.number(i + child, parent) + offset;
      }
    }
    return address;
  }
}
