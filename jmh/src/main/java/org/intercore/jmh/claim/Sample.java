package org.intercore.jmh.claim;

/**
 * One short measurement of a subject.
 *
 * @param subject what was measured
 * @param ns of one operation of one thread
 * @param floorNs the mean of the floor just before and just after
 */
record Sample(String subject, double ns, double floorNs) {
  double ratio() {
    return ns / floorNs;
  }

  /** As a line that {@link #ofLine} reads. */
  String toLine() {
    return subject + " " + ns + " " + floorNs;
  }

  static Sample ofLine(final String line) {
    final String[] words = line.split(" ");
    return new Sample(words[0], Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }
}
