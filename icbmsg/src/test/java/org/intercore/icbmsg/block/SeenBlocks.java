package org.intercore.icbmsg.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icbmsg.observe.CountersHeader;
import org.intercore.icbmsg.observe.CountersStore;
import org.intercore.icbmsg.observe.Sighted;
import org.intercore.icbmsg.slot.SlotGeometry;

/** What a look notes of each block, read where the counters keep it. */
final class SeenBlocks implements Sighted {
  private static final int BLOCKS_OFFSET = 1536;
  private static final int BLOCK_LENGTH = 2 * Long.BYTES;
  private static final int STATE_SHIFT = 56;

  private final Counters counters;
  private final Consumer<BlockMap> blocks;
  private ByteBuffer seen;

  SeenBlocks(final int count, final Consumer<BlockMap> blocks) {
    final CountersHeader header =
        CountersHeader.ofThisProcess(true, LinkFormat.NATIVE, count, count, 64, 64);
    this.counters = new Counters(
        "test",
        header,
        CountersStore.ofThisProcess(header),
        SlotGeometry.of(1 << 16, count, count));
    this.blocks = blocks;
  }

  /** Looks, later than the last time. */
  void look() {
    final long before = System.nanoTime();
    while (System.nanoTime() == before) {
      Thread.onSpinWait();
    }
    counters.look(this);
    seen = counters.copy().order(ByteOrder.nativeOrder());
  }

  private long word(final int block) {
    return seen.getLong(BLOCKS_OFFSET + block * BLOCK_LENGTH);
  }

  int state(final int block) {
    return (int) (word(block) >>> STATE_SHIFT);
  }

  int length(final int block) {
    return (int) word(block);
  }

  /** When the run that begins at a block was seen for the first time. */
  long since(final int block) {
    return seen.getLong(BLOCKS_OFFSET + block * BLOCK_LENGTH + Long.BYTES);
  }

  @Override
  public void txBlocks(final BlockMap map) {
    blocks.accept(map);
  }

  @Override
  public void rxBlocks(final BlockMap map) {}

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public int highWater() {
    return 0;
  }

  @Override
  public int smallHeld() {
    return 0;
  }

  @Override
  public long undelivered() {
    return 0;
  }

  @Override
  public long rings() {
    return 0;
  }

  @Override
  public long sleeps() {
    return 0;
  }
}
