package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.Progress;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.BlockPool;
import org.intercore.properties.GuardedMemory;

/**
 * Our blocks beside an array of booleans, in one thread. The peer is a list of blocks that it will
 * release when somebody looks at the ring; time passes only while somebody waits.
 */
final class AllocatorModel {
  /** A run that is ours: claimed, or with the peer. */
  private record Run(long token, int start, int blocks, byte content) {}

  private final int blockSize;
  private final int header;
  private final int blocksOffset;
  private final GuardedMemory memory;
  private final TxBlocks tx;
  private final BlockOracle oracle;
  private final List<Run> claimed = new ArrayList<>();
  private final List<Run> sent = new ArrayList<>();
  private final List<Run> requests = new ArrayList<>();
  private final List<Run> over = new ArrayList<>();
  private final Set<Long> tokens = new HashSet<>();
  private final ArrayDeque<Integer> inRing = new ArrayDeque<>();
  private long nowNs = 1;
  private long deadlineNs;

  AllocatorModel(final BlockPool pool) {
    this.blockSize = pool.blockSize();
    this.header = pool.wordSize() / 8;
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .localBlocks(pool.count())
        .remoteBlocks(1)
        .alignment(8)
        .wordSize(pool.wordSize());
    final int size = (int) RegionGeometry.regionSizeFor(spec, blockSize);
    this.memory = new GuardedMemory(0, size);
    final RegionGeometry geometry = RegionGeometry.of(spec.regionSize(size));
    assertThat(geometry.blockSize()).isEqualTo(blockSize);
    this.blocksOffset = geometry.blocksOffset();
    this.oracle = new BlockOracle(pool.count());
    this.tx = new TxBlocks(memory.region(0), geometry, new OnlyThread());
  }

  int count() {
    return oracle.count();
  }

  int capacity(final int blocks) {
    return blocks * blockSize - header;
  }

  private int blocksFor(final int size) {
    return (size + header + blockSize - 1) / blockSize;
  }

  void claimBlocks(final int blocks) {
    claimed(tx.claimBlocks(blocks, 0), blocks, Status.NO_MEMORY);
  }

  void claimSize(final int size) {
    claimed(tx.claim(size, 0), size == 0 ? 0 : blocksFor(size), Status.NO_MEMORY);
  }

  void claimAndWait(final int blocks, final long timeoutNs) {
    final long startNs = nowNs;
    deadlineNs = startNs + timeoutNs;
    final long token = tx.claimBlocks(blocks, timeoutNs);
    claimed(token, blocks, blocks > count() ? Status.NO_MEMORY : Status.TIMED_OUT);
    if (token == Status.TIMED_OUT) {
      assertThat(nowNs - startNs).isGreaterThanOrEqualTo(timeoutNs);
    }
  }

  /**
   * Compares an answer with what is free; pump() has told the oracle of releases. Any run that is free
   * will do: where runs are best placed is no question of right or wrong.
   */
  private void claimed(final long token, final int blocks, final int otherwise) {
    if (oracle.find(Math.max(1, blocks)) < 0) {
      assertThat(token).as("claim of %d blocks", blocks).isEqualTo(otherwise);
      return;
    }
    assertThat(token).as("claim of %d blocks", blocks).isNotNegative();
    final int start = (int) token;
    final int length = blocks == 0 ? oracle.freeFrom(start) : blocks;
    assertThat(oracle.isRun(start, length))
        .as("run of %d from %d", length, start)
        .isTrue();
    if (blocks == 0) {
      assertThat(start == 0 || oracle.isTaken(start - 1))
          .as("starts at %d", start)
          .isTrue();
    }
    assertThat(tx.capacity(token)).isEqualTo(capacity(length));
    assertThat(tx.payloadOffset(token)).isEqualTo(blocksOffset + start * blockSize + header);
    assertThat(tokens.add(token)).as("a token given out twice").isTrue();
    oracle.set(start, length, true);
    final Run run = new Run(token, start, length, (byte) tokens.size());
    memory.buffer(0).setMemory(tx.payloadOffset(token), capacity(length), run.content);
    claimed.add(run);
  }

  private static Run pick(final List<Run> runs, final int which) {
    return runs.isEmpty() ? null : runs.remove(which % runs.size());
  }

  private void checkContent(final Run run, final int length) {
    final AtomicBuffer buffer = memory.buffer(0);
    final int offset = blocksOffset + run.start * blockSize + header;
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(offset + i) != run.content) {
        throw new AssertionError("byte " + i + " of " + run + " was written by somebody else");
      }
    }
  }

  /** Sends a part of a claimed run, after it was refused to send more than all of it. */
  void send(final int which, final int thousandths, final boolean request) {
    final Run run = pick(claimed, which);
    if (run == null) {
      return;
    }
    final int room = capacity(run.blocks);
    checkContent(run, room);
    for (final int wrong : new int[] {room + 1, -1}) {
      assertThatThrownBy(() -> tx.seal(run.token, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    final int length = (int) ((long) thousandths * (room + 1) / 1000);
    assertThat(request ? tx.sealRequest(run.token, length) : tx.seal(run.token, length))
        .isEqualTo(run.start);
    checkContent(run, length);
    final int header =
        memory.buffer(0).getInt(blocksOffset + run.start * blockSize, ByteOrder.LITTLE_ENDIAN);
    assertThat(header).isEqualTo(length);
    final int needed = blocksFor(length);
    oracle.set(run.start + needed, run.blocks - needed, false);
    (request ? requests : sent).add(new Run(run.token, run.start, needed, run.content));
  }

  void drop(final int which) {
    final Run run = pick(claimed, which);
    if (run != null) {
      checkContent(run, capacity(run.blocks));
      tx.drop(run.token);
      end(run);
    }
  }

  void unseal(final int which) {
    final Run run = pick(which % 2 == 0 ? sent : requests, which);
    if (run != null) {
      tx.unseal(run.token);
      end(run);
      inRing.remove(run.start);
    }
  }

  private void end(final Run run) {
    oracle.set(run.start, run.blocks, false);
    over.add(run);
  }

  /** The peer releases a run, and again. */
  void release(final int which) {
    final Run run = pick(sent, which);
    if (run != null) {
      inRing.remove(run.start);
      assertThat(tx.released(run.start)).isEqualTo(TxBlocks.Release.MESSAGE);
      end(run);
      assertThat(tx.released(run.start)).isEqualTo(TxBlocks.Release.NOT_SENT);
    }
  }

  void answer(final int which) {
    final Run run = pick(requests, which);
    if (run != null) {
      assertThat(tx.released(run.start)).isEqualTo(TxBlocks.Release.REQUEST);
      end(run);
    }
  }

  /** The peer has written a release that nobody has looked at yet. */
  void releaseLater(final int which) {
    if (!sent.isEmpty()) {
      final int start = sent.get(which % sent.size()).start;
      if (!inRing.contains(start)) {
        inRing.add(start);
      }
    }
  }

  /** The peer names a block of its liking. */
  void releaseAnything(final int block) {
    final Run message = find(sent, block);
    final Run request = find(requests, block);
    final TxBlocks.Release result = tx.released(block);
    if (message != null) {
      assertThat(result).isEqualTo(TxBlocks.Release.MESSAGE);
      sent.remove(message);
      inRing.remove(block);
      end(message);
    } else if (request != null) {
      assertThat(result).isEqualTo(TxBlocks.Release.REQUEST);
      requests.remove(request);
      end(request);
    } else {
      assertThat(result).isEqualTo(TxBlocks.Release.NOT_SENT);
    }
  }

  private static Run find(final List<Run> runs, final int start) {
    return runs.stream().filter(run -> run.start == start).findFirst().orElse(null);
  }

  /** Whoever comes with a token that is used up, or never was one, is refused; a peer likewise. */
  void refuse(final int which) {
    assertThat(tx.released(count() + which)).isEqualTo(TxBlocks.Release.NOT_SENT);
    assertThat(tx.released(Integer.MAX_VALUE)).isEqualTo(TxBlocks.Release.NOT_SENT);
    final List<Run> gone = which % 2 == 0 ? over : sent;
    if (!gone.isEmpty()) {
      refuseToken(gone.get(which % gone.size()).token);
    }
    refuseToken((long) which << 32 | Integer.MAX_VALUE);
    refuseToken(-1 - which);
  }

  private void refuseToken(final long token) {
    assertThatThrownBy(() -> tx.drop(token)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.seal(token, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.capacity(token)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.payloadOffset(token)).isInstanceOf(IllegalStateException.class);
  }

  /** The peer has gone. */
  void reclaim() {
    assertThat(tx.reclaim()).isEqualTo(sent.size());
    sent.forEach(this::end);
    requests.forEach(this::end);
    sent.clear();
    requests.clear();
    inRing.clear();
  }

  void check() {
    assertThat(tx.blocksInUse()).isEqualTo(oracle.used());
    assertThat(tx.sentRuns()).isEqualTo(sent.size());
    assertThat(tx.highWater()).isBetween(oracle.used(), count());
    int blocks = 0;
    for (final List<Run> runs : List.of(claimed, sent, requests)) {
      blocks += runs.stream().mapToInt(Run::blocks).sum();
    }
    assertThat(blocks).isEqualTo(oracle.used());
    memory.checkCanaries();
  }

  /** Everything comes back, and is one run again. */
  void giveEverythingBack() {
    while (!claimed.isEmpty()) {
      drop(claimed.size() / 2);
    }
    while (!sent.isEmpty()) {
      release(sent.size() / 2);
    }
    while (!requests.isEmpty()) {
      answer(0);
    }
    check();
    assertThat(tx.blocksInUse()).isZero();
    claimBlocks(count());
    check();
  }

  /** What the only thread there is finds while it waits. */
  private final class OnlyThread implements Progress {
    @Override
    public int pump() {
      final int count = inRing.size();
      while (!inRing.isEmpty()) {
        final int start = inRing.remove();
        final Run run = find(sent, start);
        assertThat(tx.released(start)).isEqualTo(TxBlocks.Release.MESSAGE);
        sent.remove(run);
        end(run);
      }
      return count;
    }

    @Override
    public int workIfIdle() {
      return pump();
    }

    @Override
    public void await(final BooleanSupplier ready, final long timeoutNs) {
      assertThat(ready.getAsBoolean()).as("waits although there is something").isFalse();
      assertThat(nowNs).as("sleeps at a time").isLessThan(deadlineNs);
      nowNs += Math.min(timeoutNs, 1_000);
    }

    @Override
    public boolean hasNews() {
      return !inRing.isEmpty();
    }

    @Override
    public int status() {
      return 0;
    }

    @Override
    public boolean enterWait() {
      return true;
    }

    @Override
    public void leaveWait() {}

    @Override
    public long nanoTime() {
      return nowNs;
    }
  }
}
