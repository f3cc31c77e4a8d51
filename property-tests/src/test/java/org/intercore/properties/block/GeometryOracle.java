package org.intercore.properties.block;

import java.math.BigInteger;
import org.intercore.properties.Generators.RegionShape;

/**
 * The layout of a region, computed a second time from the description of the wire, with numbers that
 * cannot overflow.
 */
final class GeometryOracle {
  private static final BigInteger FOUR = BigInteger.valueOf(4);

  private final RegionShape shape;
  private final BigInteger start;
  private final BigInteger end;
  private final BigInteger writeIndex;
  private final BigInteger minimum;

  GeometryOracle(final RegionShape shape) {
    this.shape = shape;
    final BigInteger alignment = BigInteger.valueOf(shape.alignment());
    final BigInteger word = BigInteger.valueOf(shape.wordSize() / 8);
    final BigInteger address = BigInteger.valueOf(shape.address());
    this.start = up(address, alignment);
    this.end = down(address.add(BigInteger.valueOf(shape.size())), alignment);
    this.writeIndex = alignment.max(shape.handshake() ? BigInteger.valueOf(8) : FOUR);
    final BigInteger message = up(BigInteger.valueOf(3), word).add(FOUR);
    final BigInteger overhead = writeIndex.add(FOUR).add(message.add(message));
    final BigInteger blocks = BigInteger.valueOf(shape.localBlocks() + shape.remoteBlocks());
    this.minimum = up(overhead.add(message.multiply(blocks)), alignment);
  }

  private static BigInteger down(final BigInteger value, final BigInteger multiple) {
    return value.subtract(value.mod(multiple));
  }

  private static BigInteger up(final BigInteger value, final BigInteger multiple) {
    return down(value.add(multiple).subtract(BigInteger.ONE), multiple);
  }

  /** Whether these parameters make a region: blocks of a word, which together hold a header. */
  boolean works() {
    return areCountsTrue() && block() >= 4 && block() * shape.localBlocks() >= header();
  }

  boolean areCountsTrue() {
    return offendingParameter() == null;
  }

  private String offendingParameter() {
    if (shape.localBlocks() < 1 || shape.localBlocks() > 256) {
      return Integer.toString(shape.localBlocks());
    }
    if (shape.remoteBlocks() < 1 || shape.remoteBlocks() > 256) {
      return Integer.toString(shape.remoteBlocks());
    }
    return null;
  }

  /** What a refusal has to name. */
  String offendingValue() {
    return offendingParameter() != null ? offendingParameter() : Long.toString(shape.size());
  }

  int header() {
    return shape.wordSize() / 8;
  }

  int skip() {
    return start.subtract(BigInteger.valueOf(shape.address())).intValueExact();
  }

  int size() {
    return end.subtract(start).intValueExact();
  }

  int writeIndex() {
    return writeIndex.intValueExact();
  }

  int minimum() {
    return minimum.intValueExact();
  }

  int block() {
    final BigInteger room = end.subtract(start).subtract(minimum);
    return room.signum() < 0
        ? 0
        : down(room.divide(BigInteger.valueOf(shape.localBlocks())), FOUR).intValueExact();
  }

  int offset() {
    return size() - block() * shape.localBlocks();
  }

  /** What the ring area leaves for packets, which is a multiple of 4. */
  int ringData() {
    return down(BigInteger.valueOf(offset() - writeIndex() - 4), FOUR).intValueExact();
  }

  int capacity(final int blocks) {
    return blocks * block() - header();
  }
}
