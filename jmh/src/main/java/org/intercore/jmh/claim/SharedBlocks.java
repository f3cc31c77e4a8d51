package org.intercore.jmh.claim;

import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.NoWaiting;

/** Blocks as a user claims them, with nobody on the other side. */
final class SharedBlocks {
  private static final int BLOCK_SIZE = 64;

  private SharedBlocks() {}

  static TxBlocks allFree() {
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .localBlocks(Shape.BLOCK_COUNT)
        .remoteBlocks(Shape.BLOCK_COUNT)
        .alignment(BLOCK_SIZE)
        .wordSize(Long.SIZE);
    final int size = (int) RegionGeometry.regionSizeFor(spec, BLOCK_SIZE);
    return new TxBlocks(
        SharedMemory.allocate(size).region(0, size),
        RegionGeometry.of(spec.regionSize(size)),
        new NoWaiting());
  }
}
