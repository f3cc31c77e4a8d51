package org.intercore.properties;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.ring.PacketRingLayout;

/** What the properties are tried with: one nested class for each kind of thing. */
public final class Generators {
  private static final int MIN_DATA_LENGTH = 12;

  private Generators() {}

  /** Numbers of which none is more likely than another. */
  private static Arbitrary<Integer> evenly(final int max) {
    return Arbitraries.integers().between(0, max).withDistribution(RandomDistribution.uniform());
  }

  /** Every data cache alignment: powers of two from 4 to 4096. */
  public static Arbitrary<Integer> alignments() {
    return Arbitraries.integers().between(2, 12).map(bits -> 1 << bits);
  }

  /** The parameters of a packet ring; {@code slack} bytes at its end are too few for a word. */
  public record RingShape(int alignment, boolean handshake, int dataLength, int slack) {
    public int size() {
      return Math.max(alignment, handshake ? 8 : 4) + 4 + dataLength + slack;
    }

    public PacketRingLayout layout() {
      return PacketRingLayout.of(size(), alignment, handshake);
    }
  }

  /** Rings that are small enough to wrap all the time. */
  public static final class SmallRings implements ArbitrarySupplier<RingShape> {
    @Override
    public Arbitrary<RingShape> get() {
      return rings(12);
    }
  }

  /** Rings up to the size where the length of a packet is what limits it. */
  public static final class AnyRings implements ArbitrarySupplier<RingShape> {
    @Override
    public Arbitrary<RingShape> get() {
      return Arbitraries.frequencyOf(
          Tuple.of(8, rings(40)), Tuple.of(1, rings(2_000)), Tuple.of(1, rings(20_000)));
    }
  }

  private static Arbitrary<RingShape> rings(final int maxWords) {
    return Combinators.combine(
            alignments(),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(MIN_DATA_LENGTH / 4, maxWords).map(words -> 4 * words),
            Arbitraries.integers().between(0, 3))
        .as(RingShape::new)
        .withoutEdgeCases();
  }

  /** Something that a user of a ring does, with a number from 0 to 999 that says how much. */
  public record RingStep(Kind kind, int amount) {
    /** What is done. */
    public enum Kind {
      WRITE,
      WRITE_THREE,
      WRITE_EXACT_FILL,
      CLAIM_AND_COMMIT,
      CLAIM,
      COMMIT,
      READ,
      READ_INTO_TOO_LITTLE,
      PEEK,
      CONSUME,
      POLL,
      POLL_AND_THROW,
      FETCH_AHEAD
    }

    /** The amount as a number from {@code low} to {@code high}. */
    public int between(final int low, final int high) {
      return low + (int) ((long) amount * (high - low + 1) / 1000);
    }
  }

  /** What users of a ring may do one after the other. */
  public static final class RingSteps implements ArbitrarySupplier<List<RingStep>> {
    @Override
    public Arbitrary<List<RingStep>> get() {
      return Combinators.combine(Arbitraries.of(RingStep.Kind.class), evenly(999))
          .as(RingStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(60);
    }
  }

  /** What a hostile peer writes into a word: true values, nearly true ones and nonsense. */
  public static Arbitrary<Integer> hostileWords(final int near) {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(0, near / 4 + 2).map(word -> 4 * word)),
        Tuple.of(2, Arbitraries.integers().between(0, near + 8)),
        Tuple.of(
            1, Arbitraries.of(-1, -4, -8, Integer.MIN_VALUE, Integer.MAX_VALUE, near, near - 4)),
        Tuple.of(1, Arbitraries.integers()));
  }

  /** The parameters of a region. */
  public record RegionShape(
      long address,
      long size,
      int localBlocks,
      int remoteBlocks,
      int alignment,
      int wordSize,
      boolean handshake) {
    public RegionGeometry.Spec spec() {
      return RegionGeometry.spec()
          .regionAddress(address)
          .regionSize(size)
          .localBlocks(localBlocks)
          .remoteBlocks(remoteBlocks)
          .alignment(alignment)
          .wordSize(wordSize)
          .handshake(handshake);
    }

    /** The same, elsewhere and of another size. */
    public RegionShape ofSize(final long newAddress, final long newSize) {
      return new RegionShape(
          newAddress, newSize, localBlocks, remoteBlocks, alignment, wordSize, handshake);
    }
  }

  /** Regions that work, regions that are a little too small, and nonsense. */
  public static final class AnyRegions implements ArbitrarySupplier<RegionShape> {
    @Override
    public Arbitrary<RegionShape> get() {
      final Arbitrary<Integer> counts = Arbitraries.frequencyOf(
          Tuple.of(10, Arbitraries.integers().between(1, 256)),
          Tuple.of(5, Arbitraries.integers().between(1, 8)),
          Tuple.of(1, Arbitraries.of(0, 1, 255, 256, 257)));
      final Arbitrary<Long> addresses = Arbitraries.frequencyOf(
          Tuple.of(2, Arbitraries.just(0L)),
          Tuple.of(2, Arbitraries.longs().between(0, 10_000)),
          Tuple.of(1, Arbitraries.longs().between(0, 1L << 61)));
      return Combinators.combine(
              addresses,
              regionSizes(),
              counts,
              counts,
              alignments(),
              Arbitraries.of(32, 64),
              Arbitraries.of(true, false))
          .as(RegionShape::new)
          .withoutEdgeCases();
    }
  }

  /** Around the least that some blocks need, which is 8 to 12 bytes a block and the alignment. */
  private static Arbitrary<Long> regionSizes() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.longs().between(1, 1_000)),
        Tuple.of(8, Arbitraries.longs().between(1_000, 20_000)),
        Tuple.of(4, Arbitraries.longs().between(20_000, 10_000_000)),
        Tuple.of(1, Arbitraries.longs().between(1, Integer.MAX_VALUE)));
  }

  /** Numbers of blocks around the width of a word, and those at the ends. */
  public static final class BlockCounts implements ArbitrarySupplier<Integer> {
    @Override
    public Arbitrary<Integer> get() {
      return Arbitraries.of(1, 2, 3, 16, 63, 64, 65, 127, 128, 129, 255, 256);
    }
  }

  /** Numbers of blocks that the wire allows, and some that it does not. */
  public static final class AnyBlockCounts implements ArbitrarySupplier<Integer> {
    @Override
    public Arbitrary<Integer> get() {
      return Arbitraries.oneOf(
          new BlockCounts().get(), Arbitraries.of(257, 1000, 4095, 4096, 4097, 10_000));
    }
  }

  /** Something done to an allocator, with two fractions from 0 to 999 that say where and how much. */
  public record RunStep(Kind kind, int where, int much) {
    /** What is done. */
    public enum Kind {
      CLAIM,
      CLAIM_AND_WAIT,
      CLAIM_LARGEST,
      SHRINK,
      FREE,
      FREE_ANYTHING,
      REFUSE
    }

    /** A number from 0 to {@code count - 1}. */
    public int first(final int count) {
      return (int) ((long) where * count / 1000);
    }

    /** A length, 1 to {@code most}, more often short than long. */
    public int length(final int most) {
      return 1 + (int) ((long) much * much * much * most / 1_000_000_000L);
    }
  }

  /** What may be done to an allocator one after the other. */
  public static final class RunSteps implements ArbitrarySupplier<List<RunStep>> {
    @Override
    public Arbitrary<List<RunStep>> get() {
      final Arbitrary<Integer> fractions = evenly(999);
      return Combinators.combine(Arbitraries.of(RunStep.Kind.class), fractions, fractions)
          .as(RunStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(60);
    }
  }

  /** Who waits: for how many of how many blocks, how long, and what the clock shows when he begins. */
  public record WaitShape(int count, int blocks, long startNs, long timeoutNs) {}

  /** Waits of every length, with clocks that run over while somebody waits. */
  public static final class Waits implements ArbitrarySupplier<WaitShape> {
    @Override
    public Arbitrary<WaitShape> get() {
      final Arbitrary<Long> starts = Arbitraries.frequencyOf(
          Tuple.of(2, Arbitraries.longs().between(-1000, 1000)),
          Tuple.of(2, Arbitraries.longs().between(0, 1000).map(before -> Long.MAX_VALUE - before)),
          Tuple.of(1, Arbitraries.longs()));
      return Combinators.combine(Arbitraries.of(1, 2, 5, 33, 65), evenly(999), starts, timeouts())
          .as((count, blocks, startNs, timeoutNs) ->
              new WaitShape(count, blocks * (count + 1) / 1000, startNs, timeoutNs))
          .withoutEdgeCases();
    }
  }

  private static Arbitrary<Long> timeouts() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.longs().between(1, 1000)),
        Tuple.of(3, Arbitraries.just(Long.MAX_VALUE)),
        Tuple.of(1, Arbitraries.longs().between(1, 1L << 61)),
        Tuple.of(1, Arbitraries.just(0L)));
  }

  /** Something that happens while somebody waits: at a moment, and how much in thousandths. */
  public record WaitStep(Moment moment, Kind kind, int amount) {
    /** Which of the calls that a waiting thread makes it happens in. */
    public enum Moment {
      SLEEP,
      PUMP,
      STATUS,
      CLOCK
    }

    /** What happens. */
    public enum Kind {
      NOTHING,
      TIME_PASSES,
      DEADLINE_COMES,
      DEADLINE_PASSES,
      FREE,
      FREE_ALL,
      CLAIM,
      WAIT_BEHIND,
      INTERRUPT,
      CLOSE,
      END_WAITS
    }
  }

  /** What may happen one after the other: mostly harmless things, so that one waits for long. */
  public static final class WaitSteps implements ArbitrarySupplier<List<WaitStep>> {
    @Override
    public Arbitrary<List<WaitStep>> get() {
      final Arbitrary<WaitStep.Moment> moments = Arbitraries.frequencyOf(
          Tuple.of(5, Arbitraries.just(WaitStep.Moment.SLEEP)),
          Tuple.of(2, Arbitraries.of(WaitStep.Moment.class)));
      final Arbitrary<WaitStep.Kind> kinds = Arbitraries.frequencyOf(
          Tuple.of(
              5,
              Arbitraries.of(
                  WaitStep.Kind.NOTHING,
                  WaitStep.Kind.TIME_PASSES,
                  WaitStep.Kind.FREE,
                  WaitStep.Kind.CLAIM)),
          Tuple.of(1, Arbitraries.of(WaitStep.Kind.class)));
      return Combinators.combine(moments, kinds, evenly(999))
          .as(WaitStep::new)
          .withoutEdgeCases()
          .list()
          .ofMaxSize(25);
    }
  }

  /** Something done to a bitmap, with two fractions from 0 to 999 that say where and how much. */
  public record BitmapStep(Kind kind, int where, int much) {
    /** What is done. */
    public enum Kind {
      TAKE,
      TRY_TAKE,
      TAKE_LARGEST,
      FREE,
      OUTSIDE
    }

    /** A block, 0 to {@code count - 1}. */
    public int first(final int count) {
      return where * count / 1000;
    }

    /** A length, 1 to {@code most}, more often short than long. */
    public int second(final int most) {
      return 1 + (int) ((long) much * much * much * most / 1_000_000_000L);
    }
  }

  /** What may be done to a bitmap one after the other. */
  public static final class BitmapSteps implements ArbitrarySupplier<List<BitmapStep>> {
    @Override
    public Arbitrary<List<BitmapStep>> get() {
      final Arbitrary<Integer> fractions = evenly(999);
      return Combinators.combine(Arbitraries.of(BitmapStep.Kind.class), fractions, fractions)
          .as(BitmapStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(40);
    }
  }

  /** How many blocks of which size, and how wide their headers are. */
  public record BlockPool(int count, int blockSize, int wordSize) {}

  /** Pools of small blocks, down to those that hold nothing but a header. */
  public static final class BlockPools implements ArbitrarySupplier<BlockPool> {
    @Override
    public Arbitrary<BlockPool> get() {
      return Combinators.combine(
              new BlockCounts().get(), Arbitraries.of(8, 16, 24, 40), Arbitraries.of(32, 64))
          .as(BlockPool::new)
          .withoutEdgeCases();
    }
  }

  /** Something done to our blocks: to which of the runs at hand, and how much in thousandths. */
  public record AllocatorStep(Kind kind, int which, int much) {
    /** What is done, and by whom: claims to drops by us, the rest by the peer. */
    public enum Kind {
      CLAIM,
      CLAIM_SIZE,
      CLAIM_LARGEST,
      CLAIM_AND_WAIT,
      SEND,
      SEND_REQUEST,
      DROP,
      UNSEAL,
      RELEASE,
      RELEASE_LATER,
      RELEASE_ANYTHING,
      ANSWER,
      REFUSE,
      RECLAIM
    }

    /** A number of blocks, 1 to {@code most}, more often few than many. */
    public int blocks(final int most) {
      return 1 + (int) ((long) much * much * most / 1_000_000);
    }
  }

  /** What may be done to our blocks one after the other. */
  public static final class AllocatorSteps implements ArbitrarySupplier<List<AllocatorStep>> {
    @Override
    public Arbitrary<List<AllocatorStep>> get() {
      final Arbitrary<Integer> thousandths = evenly(999);
      return Combinators.combine(Arbitraries.of(AllocatorStep.Kind.class), thousandths, thousandths)
          .as(AllocatorStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(80);
    }
  }

  /** The parameters of both sides of an instance; side 0 is the initiator. */
  public record InstanceShape(
      int[] blocks,
      int[] blockSizes,
      int alignment,
      int wordSize,
      boolean sessions,
      LinkFormat format) {
    /** The same with names of more than a few letters. */
    public InstanceShape withRoomForNames() {
      return new InstanceShape(
          new int[] {Math.min(256, blocks[0] + 4), Math.min(256, blocks[1] + 4)},
          new int[] {Math.max(64, alignment), Math.max(64, alignment)},
          alignment,
          wordSize,
          sessions,
          format);
    }

    /** The same in the native format, as far as that can be. */
    public InstanceShape inNativeFormat() {
      return new InstanceShape(
          blocks,
          Arrays.stream(blockSizes).map(size -> size + 63 & -64).toArray(),
          Math.max(64, alignment),
          Long.SIZE,
          true,
          LinkFormat.NATIVE);
    }

    /** What a side's region takes. */
    public int regionSize(final int side) {
      if (format == LinkFormat.NATIVE) {
        return (int) SlotGeometry.regionSizeFor(blocks[side], blocks[1 - side], blockSizes[side]);
      }
      final RegionGeometry.Spec spec = RegionGeometry.spec()
          .localBlocks(blocks[side])
          .remoteBlocks(blocks[1 - side])
          .alignment(alignment)
          .wordSize(wordSize)
          .handshake(sessions);
      return (int) RegionGeometry.regionSizeFor(spec, blockSizes[side]);
    }

    /** Zeroed memory: what side 1 writes, then what side 0 writes. */
    public GuardedMemory memory() {
      return new GuardedMemory(0, regionSize(1), regionSize(0));
    }

    /** The configuration of one side in that memory. */
    public IcbmsgConfig config(final GuardedMemory memory, final int side) {
      final RegionPair initiator = RegionPair.of(memory.region(1), memory.region(0));
      return config(side == 0 ? initiator : initiator.swapped(), side);
    }

    /** The configuration of one side over regions as that side sees them. */
    public IcbmsgConfig config(final RegionPair regions, final int side) {
      return IcbmsgConfig.regions(regions)
          .txBlocks(blocks[side])
          .rxBlocks(blocks[1 - side])
          .alignment(alignment)
          .wordSize(wordSize)
          .format(format)
          .unbound(sessions ? UnboundMode.ENABLE : UnboundMode.DISABLE)
          .linger(Duration.ZERO);
    }

    @Override
    public String toString() {
      return "InstanceShape[blocks=" + Arrays.toString(blocks) + ", blockSizes="
          + Arrays.toString(blockSizes) + ", alignment=" + alignment + ", wordSize=" + wordSize
          + ", sessions=" + sessions + ", format=" + format + "]";
    }
  }

  /** Instances with few and small blocks, where everything is scarce. */
  public static final class Instances implements ArbitrarySupplier<InstanceShape> {
    @Override
    public Arbitrary<InstanceShape> get() {
      final Arbitrary<Integer> counts = Arbitraries.frequencyOf(
          Tuple.of(4, Arbitraries.integers().between(1, 8)),
          Tuple.of(1, Arbitraries.of(16, 65, 256)));
      final Arbitrary<Integer> units = Arbitraries.integers().between(1, 4);
      return Combinators.combine(
              counts,
              counts,
              units,
              units,
              Arbitraries.of(4, 8, 16, 64, 4096),
              Arbitraries.of(32, 64),
              Arbitraries.of(true, false))
          .as((blocks0, blocks1, units0, units1, alignment, wordSize, sessions) -> {
            return new InstanceShape(
                new int[] {blocks0, blocks1},
                new int[] {
                  blockSize(blocks0, alignment, units0, wordSize),
                  blockSize(blocks1, alignment, units1, wordSize)
                },
                alignment,
                wordSize,
                sessions,
                LinkFormat.ZEPHYR);
          })
          .withoutEdgeCases();
    }
  }

  /** Instances as {@link Instances}, half of them in the native format. */
  public static final class InstancesOfAnyFormat implements ArbitrarySupplier<InstanceShape> {
    @Override
    public Arbitrary<InstanceShape> get() {
      return Combinators.combine(new Instances().get(), Arbitraries.of(true, false))
          .as((shape, inNative) -> inNative ? shape.inNativeFormat() : shape)
          .withoutEdgeCases();
    }
  }

  /** Instances whose rings are laid out alike with and without sessions, with room for names. */
  public static final class AlignedInstances implements ArbitrarySupplier<InstanceShape> {
    @Override
    public Arbitrary<InstanceShape> get() {
      return new Instances()
          .get()
          .map(shape -> new InstanceShape(
                  shape.blocks(),
                  shape.blockSizes(),
                  Math.max(8, shape.alignment()),
                  shape.wordSize(),
                  true,
                  LinkFormat.ZEPHYR)
              .withRoomForNames());
    }
  }

  /** The modes of both sides, in every pair that can talk to each other. */
  public static final class UnboundModes implements ArbitrarySupplier<List<UnboundMode>> {
    @Override
    public Arbitrary<List<UnboundMode>> get() {
      return Arbitraries.of(UnboundMode.class)
          .list()
          .ofSize(2)
          .filter(modes ->
              !(modes.contains(UnboundMode.DISABLE) && modes.contains(UnboundMode.ENABLE)));
    }
  }

  /** Down to blocks that are smaller than a header, as long as all together hold four bytes more. */
  private static int blockSize(
      final int count, final int alignment, final int units, final int wordSize) {
    int size = alignment * units;
    while (count * size < wordSize / 8 + 4) {
      size += alignment;
    }
    return size;
  }

  /** Two sides of a link; {@code garbage} is the seed of what stands in memory, 0 for zeroes. */
  public record LinkShape(
      UnboundMode left, UnboundMode right, int alignment, int dataLength, long garbage) {
    public int regionSize() {
      return Math.max(alignment, 8) + 4 + dataLength;
    }

    /** The same over zeroed memory. */
    public LinkShape onZeroes() {
      return new LinkShape(left, right, alignment, dataLength, 0);
    }

    /** Whether both sides bond by session ids. */
    public boolean hasSessions() {
      return left != UnboundMode.DISABLE && right != UnboundMode.DISABLE;
    }
  }

  /** Pairs of modes that bond by session ids. */
  public static final class SessionLinks implements ArbitrarySupplier<LinkShape> {
    @Override
    public Arbitrary<LinkShape> get() {
      final Arbitrary<UnboundMode> modes = Arbitraries.of(UnboundMode.ENABLE, UnboundMode.DETECT);
      return links(modes, modes, 4);
    }
  }

  /**
   * Pairs of modes that bond by the magic packet. Only from alignment 8 on are the rings of both modes
   * laid out alike.
   */
  public static final class PlainLinks implements ArbitrarySupplier<LinkShape> {
    @Override
    public Arbitrary<LinkShape> get() {
      final Arbitrary<UnboundMode> disable = Arbitraries.just(UnboundMode.DISABLE);
      final Arbitrary<UnboundMode> detect = Arbitraries.just(UnboundMode.DETECT);
      return Arbitraries.oneOf(
          links(disable, disable, 4), links(disable, detect, 8), links(detect, disable, 8));
    }
  }

  /** Pairs of modes of which one knows nothing but sessions and the other nothing of them. */
  public static final class EstrangedLinks implements ArbitrarySupplier<LinkShape> {
    @Override
    public Arbitrary<LinkShape> get() {
      final Arbitrary<UnboundMode> disable = Arbitraries.just(UnboundMode.DISABLE);
      final Arbitrary<UnboundMode> enable = Arbitraries.just(UnboundMode.ENABLE);
      return Arbitraries.oneOf(links(disable, enable, 8), links(enable, disable, 8))
          .map(LinkShape::onZeroes);
    }
  }

  private static Arbitrary<LinkShape> links(
      final Arbitrary<UnboundMode> left,
      final Arbitrary<UnboundMode> right,
      final int leastAlignment) {
    return Combinators.combine(
            left,
            right,
            alignments().map(alignment -> Math.max(leastAlignment, alignment)),
            Arbitraries.integers().between(6, 30).map(words -> 4 * words),
            garbage())
        .as(LinkShape::new)
        .withoutEdgeCases();
  }

  private static Arbitrary<Long> garbage() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(0L)), Tuple.of(1, Arbitraries.longs().between(1, 1_000_000)));
  }

  /** Something that one of the sides of a link does. */
  public record LinkStep(Kind kind, int side, int amount) {
    /** What is done. */
    public enum Kind {
      OPEN,
      CLOSE,
      CRASH,
      POLL,
      POLL_AND_REOPEN,
      SEND
    }
  }

  /** What the sides of a link may do one after the other. */
  public static final class LinkSteps implements ArbitrarySupplier<List<LinkStep>> {
    @Override
    public Arbitrary<List<LinkStep>> get() {
      return Combinators.combine(
              Arbitraries.frequency(
                  Tuple.of(3, LinkStep.Kind.OPEN),
                  Tuple.of(1, LinkStep.Kind.CLOSE),
                  Tuple.of(1, LinkStep.Kind.CRASH),
                  Tuple.of(6, LinkStep.Kind.POLL),
                  Tuple.of(3, LinkStep.Kind.POLL_AND_REOPEN),
                  Tuple.of(4, LinkStep.Kind.SEND)),
              Arbitraries.integers().between(0, 1),
              Arbitraries.integers().between(1, 5))
          .as(LinkStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(60);
    }
  }
}
