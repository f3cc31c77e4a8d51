package org.intercore.testkit;

/** A claim that got nothing. */
record RefusedClaim(Outcome outcome) implements Claim {
  RefusedClaim {
    if (outcome == Outcome.DONE) {
      throw new IllegalArgumentException("a claim that was granted is not refused");
    }
  }

  @Override
  public int capacity() {
    throw nothing();
  }

  @Override
  public void put(final int offset, final byte[] source, final int sourceOffset, final int count) {
    throw nothing();
  }

  @Override
  public Outcome send(final int length) {
    throw nothing();
  }

  @Override
  public void drop() {
    throw nothing();
  }

  private IllegalStateException nothing() {
    return new IllegalStateException("there is no space to fill: " + outcome);
  }
}
