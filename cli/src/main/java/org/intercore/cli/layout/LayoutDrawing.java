package org.intercore.cli.layout;

import java.util.ArrayList;
import java.util.List;
import org.intercore.cli.console.Words;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.ring.PacketRingLayout;

/**
 * Draws a region, from its first byte to its last.
 *
 * <pre>
 *  0x0    +---------------------------+
 *         | rd_idx             4 bytes |  written by the reader
 *  0x4    | wr_idx             4 bytes |  written by the writer
 *  ...
 * </pre>
 */
final class LayoutDrawing {
  private static final int INNER_WIDTH = 38;
  private static final int BLOCKS_SHOWN = 2;

  private final List<String> lines = new ArrayList<>();
  private final String name;
  private final RegionGeometry geometry;
  private final long start;
  private final int addressWidth;

  LayoutDrawing(final String name, final RegionGeometry geometry, final long regionAddress) {
    this.name = name;
    this.geometry = geometry;
    this.start = regionAddress + geometry.skip();
    this.addressWidth = Words.address(regionAddress + geometry.regionSize()).length();
  }

  String render() {
    title();
    border(0);
    ring();
    border(geometry.blocksOffset());
    blocks();
    border(geometry.size());
    return String.join(System.lineSeparator(), lines);
  }

  private void title() {
    lines.add(name + "-region: " + Words.grouped(geometry.regionSize()) + " bytes ("
        + Words.address(geometry.regionSize()) + "), " + Words.count(geometry.blockCount(), "block")
        + " of " + Words.grouped(geometry.blockSize()) + " bytes, messages up to "
        + Words.grouped(geometry.maxPayload()) + " bytes");
    if (geometry.skip() > 0) {
      lines.add("  alignment leaves the first " + geometry.skip() + " bytes unused; offsets count"
          + " from " + Words.address(start));
    }
    lines.add("");
  }

  private void ring() {
    final PacketRingLayout ring = geometry.ring();
    row(null, "rd_idx", 4, "written by the reader of this region");
    int next = PacketRingLayout.HANDSHAKE_OFFSET;
    if (ring.hasHandshake()) {
      row((long) next, "handshake", 4, "written by the reader, for sessions");
      next += PacketRingLayout.WORD;
    }
    padding(next, ring.writeIndexOffset());
    row((long) ring.writeIndexOffset(), "wr_idx", 4, "written by the writer of this region");
    row((long) ring.dataOffset(), "data[] (packets)", ring.dataLength(), "by the writer");
    padding(ring.dataOffset() + ring.dataLength(), geometry.blocksOffset());
  }

  private void blocks() {
    final int count = geometry.blockCount();
    final String note = geometry.headerWidth() + " bytes size, then payload";
    for (int block = 0; block < count; block++) {
      if (count > 2 * BLOCKS_SHOWN && block == BLOCKS_SHOWN) {
        line("", "...", "");
        block = count - 1;
      }
      final Long offset = block == 0 ? null : (long) geometry.offsetOf(block);
      row(offset, "block " + block, geometry.blockSize(), block == 0 ? note : "");
    }
  }

  private void padding(final int from, final int to) {
    if (to > from) {
      row((long) from, "(unused)", to - from, "");
    }
  }

  /** A border stands at an offset, and the first row under it need not say it again. */
  private void border(final long offset) {
    lines.add(address(offset) + " +" + "-".repeat(INNER_WIDTH) + "+");
  }

  private void row(final Long offset, final String what, final int bytes, final String note) {
    final String size = Words.grouped(bytes) + " bytes";
    final int gap = INNER_WIDTH - 2 - what.length() - size.length();
    line(
        offset == null ? "" : Words.address(start + offset),
        what + " ".repeat(Math.max(1, gap)) + size,
        note);
  }

  private void line(final String address, final String content, final String note) {
    final String row = " ".repeat(2 + addressWidth - address.length()) + address + " | " + content
        + " ".repeat(Math.max(0, INNER_WIDTH - 2 - content.length())) + " |  " + note;
    lines.add(row.stripTrailing());
  }

  private String address(final long offset) {
    final String text = Words.address(start + offset);
    return " ".repeat(2 + addressWidth - text.length()) + text;
  }
}
