package org.intercore.jmh.bench.goal;

/** Whether a goal is reached, as far as the windows tell. */
public enum Verdict {
  /** Every figure that counts was measured often enough, and the goal is reached. */
  MET("met"),
  /** Something that counts was measured too seldom, or not at all. */
  TOO_FEW_WINDOWS("too few windows"),
  /** Figures that were measured often enough show that it is not reached. */
  MISSED("missed");

  private final String words;

  Verdict(final String words) {
    this.words = words;
  }

  /** As tables spell it. */
  public String words() {
    return words;
  }
}
