package org.intercore.properties;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.ring.PacketRingLayout;

/** What the properties are tried with: one nested class for each kind of thing. */
public final class Generators {
  private static final int MIN_DATA_LENGTH = 12;

  private Generators() {}

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
      CLAIM_AND_ABANDON,
      READ,
      READ_INTO_TOO_LITTLE,
      POLL,
      POLL_AND_THROW
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
      return Combinators.combine(
              Arbitraries.of(RingStep.Kind.class), Arbitraries.integers().between(0, 999))
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

  /** Something done to a bitmap, with two fractions from 0 to 999 that say where and how much. */
  public record BitmapStep(Kind kind, int where, int much) {
    /** What is done. */
    public enum Kind {
      FIND_AND_TAKE,
      TAKE,
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
      final Arbitrary<Integer> fractions = Arbitraries.integers().between(0, 999);
      return Combinators.combine(Arbitraries.of(BitmapStep.Kind.class), fractions, fractions)
          .as(BitmapStep::new)
          .withoutEdgeCases()
          .list()
          .ofMinSize(1)
          .ofMaxSize(40);
    }
  }
}
