package org.intercore.icmsg.devicetree;

import java.util.List;
import java.util.Set;
import org.intercore.icmsg.devicetree.IpcInstance.Backend;
import org.intercore.icmsg.ring.PacketRingLayout;

/** Makes an instance of a node, as Zephyr's bindings would have it. */
final class InstanceReader {
  private static final int MAX_BLOCKS = 256;
  private static final int HANDSHAKE_ALIGNMENT = 8;
  private static final Set<String> UNBOUND_MODES = Set.of("disable", "enable", "detect");
  private static final String DISABLE = "disable";

  private final Parser tree;

  InstanceReader(final Parser tree) {
    this.tree = tree;
  }

  /** Whether a node says that it is an instance of ours. */
  static boolean isInstance(final Node node) {
    final Property compatible = node.property("compatible");
    return compatible != null && backend(compatible) != null;
  }

  private static Backend backend(final Property compatible) {
    for (final Backend backend : Backend.values()) {
      if (compatible.strings().contains(backend.compatible())) {
        return backend;
      }
    }
    return null;
  }

  IpcInstance read(final Node node) {
    final Backend backend = requireBackend(node);
    requireEnabled(node);
    requireMailboxNames(node);
    final AddressRange tx = region(node, "tx-region");
    final AddressRange rx = region(node, "rx-region");
    if (tx.overlaps(rx)) {
      throw node.require("rx-region")
          .place()
          .problem("the rx-region (" + rx + ") overlaps the tx-region (" + tx + ")");
    }
    final int alignment = alignment(node);
    return new IpcInstance(
        backend,
        tx,
        rx,
        blocks(node, backend, "tx-blocks"),
        blocks(node, backend, "rx-blocks"),
        alignment,
        unbound(node, alignment));
  }

  private static Backend requireBackend(final Node node) {
    final Property compatible = node.require("compatible");
    final Backend backend = backend(compatible);
    if (backend == null) {
      throw compatible
          .place()
          .problem("the node " + node.path() + " is " + compatible.requireStrings()
              + ", but only zephyr,ipc-icmsg and zephyr,ipc-icbmsg are spoken here");
    }
    return backend;
  }

  private static void requireEnabled(final Node node) {
    final Property status = node.property("status");
    if (status != null && !Set.of("okay", "ok").contains(status.requireString())) {
      throw status
          .place()
          .problem("the node " + node.path() + " is not in use: its status is \""
              + status.requireString() + "\"");
    }
  }

  private static void requireMailboxNames(final Node node) {
    final Property names = node.property("mbox-names");
    if (names != null
        && (names.requireStrings().size() != 2
            || !Set.copyOf(names.requireStrings()).equals(Set.of("tx", "rx")))) {
      throw names
          .place()
          .problem("mbox-names must be \"tx\" and \"rx\", but is " + names.requireStrings());
    }
  }

  private static int blocks(final Node node, final Backend backend, final String name) {
    if (backend == Backend.ICMSG) {
      final Property needless = node.property(name);
      if (needless != null) {
        throw needless
            .place()
            .problem(name + " means nothing to " + Backend.ICMSG.compatible() + ": only "
                + Backend.ICBMSG.compatible() + " has blocks");
      }
      return 0;
    }
    final Property property = node.require(name);
    final long count = property.requireNumber();
    if (count < 1 || count > MAX_BLOCKS) {
      throw property.place().problem(name + " must be 1 to " + MAX_BLOCKS + ", but is " + count);
    }
    return (int) count;
  }

  private static int alignment(final Node node) {
    final Property property = node.property("dcache-alignment");
    if (property == null) {
      return PacketRingLayout.WORD;
    }
    final long bytes = property.requireNumber();
    try {
      return PacketRingLayout.requireAlignment((int) Math.min(bytes, Integer.MAX_VALUE));
    } catch (final IllegalArgumentException e) {
      throw property
          .place()
          .problem("dcache-alignment must be a power of two, 4 to 4096, but is " + bytes);
    }
  }

  private static String unbound(final Node node, final int alignment) {
    final Property property = node.property("unbound");
    if (property == null) {
      return DISABLE;
    }
    final String mode = property.requireString();
    if (!UNBOUND_MODES.contains(mode)) {
      throw property
          .place()
          .problem(
              "unbound must be \"disable\", \"enable\" or \"detect\", but is \"" + mode + "\"");
    }
    if (mode.equals("detect") && alignment < HANDSHAKE_ALIGNMENT) {
      throw property
          .place()
          .problem("unbound = \"detect\" needs a dcache-alignment of " + HANDSHAKE_ALIGNMENT
              + " or more, as both ways to bond share one layout then, but it is " + alignment);
    }
    return mode;
  }

  private AddressRange region(final Node node, final String name) {
    final Property property = node.require(name);
    final Cell cell = property.requireCell();
    final Node memory = target(cell, name);
    final Property reg = memory.require("reg");
    final Reg parsed = Reg.of(memory, reg);
    try {
      return new AddressRange(parsed.translated(memory), parsed.size());
    } catch (final IllegalArgumentException e) {
      throw reg.place().problem("the " + name + " cannot be used: " + e.getMessage());
    }
  }

  /** The node that a reference means, or a phandle as compiled devicetrees have it. */
  private Node target(final Cell cell, final String name) {
    if (cell.reference() == null) {
      return byPhandle(tree.root(), cell, cell.requireNumber(name));
    }
    final String label = cell.reference();
    final Node found =
        label.startsWith("/") ? tree.byPath(label) : tree.labels().get(label);
    if (found == null) {
      throw cell.place()
          .problem(name + " is &" + label
              + ", which is defined nowhere here: give the files of its board first");
    }
    return found;
  }

  private static Node byPhandle(final Node from, final Cell cell, final long number) {
    final Node found = search(from, number);
    if (found == null) {
      throw cell.place()
          .problem("no node has the phandle " + number + ": a region is named as <&label>");
    }
    return found;
  }

  private static Node search(final Node from, final long number) {
    final Property phandle = from.property("phandle");
    if (phandle != null && isNumber(phandle, number)) {
      return from;
    }
    for (final Node child : from.children().values()) {
      final Node found = search(child, number);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isNumber(final Property phandle, final long number) {
    final List<Cell> cells = phandle.cells();
    return cells.size() == 1
        && cells.get(0).macro() == null
        && cells.get(0).reference() == null
        && cells.get(0).number() == number;
  }
}
