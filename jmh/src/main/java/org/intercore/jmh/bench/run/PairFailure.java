package org.intercore.jmh.bench.run;

/** A pair did not come to its end. */
public final class PairFailure extends Exception {
  private static final long serialVersionUID = 1;

  PairFailure(final String message) {
    super(message);
  }
}
