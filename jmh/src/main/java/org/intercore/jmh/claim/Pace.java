package org.intercore.jmh.claim;

/**
 * How long it is measured.
 *
 * @param forks JVMs for each cell, one after the other
 * @param rounds in each of them; every subject is measured once a round
 * @param warmUpMs for each subject before the first round
 * @param sampleMs for one measurement
 */
record Pace(int forks, int rounds, int warmUpMs, int sampleMs) {
  static final Pace SHORT = new Pace(1, 5, 250, 30);
  static final Pace FULL = new Pace(5, 21, 1_000, 100);
}
