package org.intercore.icmsg.devicetree;

/** A line of a text, for sentences. */
record Place(String text, int line) {
  private static final int LONGEST_SENTENCE = 400;

  /** What is wrong here; a text that may be anything is quoted in it only as far as it is readable. */
  DevicetreeException problem(final String sentence) {
    final String readable = sentence.replaceAll("[^ -~]", "?");
    return new DevicetreeException(
        this,
        readable.length() > LONGEST_SENTENCE
            ? readable.substring(0, LONGEST_SENTENCE) + " ..."
            : readable);
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "line " + line : text + ":" + line;
  }
}
