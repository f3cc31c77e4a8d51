package org.intercore.icmsg.region;

/** The two regions of an instance as one side sees them. */
public final class RegionPair {
  private final SharedRegion tx;
  private final SharedRegion rx;

  private RegionPair(final SharedRegion tx, final SharedRegion rx) {
    this.tx = tx;
    this.rx = rx;
  }

  /**
   * Puts two regions together.
   *
   * @param tx what this side writes messages into
   * @param rx what this side reads messages from
   * @return the pair
   * @throws IllegalArgumentException if they overlap
   */
  public static RegionPair of(final SharedRegion tx, final SharedRegion rx) {
    if (tx.overlaps(rx)) {
      throw new IllegalArgumentException(
          "the tx-region (" + tx + ") overlaps the rx-region (" + rx + ")");
    }
    return new RegionPair(tx, rx);
  }

  /**
   * Where this side writes messages.
   *
   * @return the region
   */
  public SharedRegion tx() {
    return tx;
  }

  /**
   * Where this side reads messages.
   *
   * @return the region
   */
  public SharedRegion rx() {
    return rx;
  }

  /**
   * The other side's view: its tx is our rx.
   *
   * @return the pair, the other way round
   */
  public RegionPair swapped() {
    return new RegionPair(rx, tx);
  }

  /** Keeps both regions in place until {@link #release()}. */
  public void lease() {
    tx.memory().lease();
    try {
      rx.memory().lease();
    } catch (final IllegalStateException e) {
      tx.memory().release();
      throw e;
    }
  }

  /** Ends one {@link #lease()}. */
  public void release() {
    tx.memory().release();
    rx.memory().release();
  }
}
