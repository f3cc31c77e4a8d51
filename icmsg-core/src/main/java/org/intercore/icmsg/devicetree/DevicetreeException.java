package org.intercore.icmsg.devicetree;

/** What is wrong with the text of a devicetree, and in which line. */
public final class DevicetreeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The number of the line. */
  private final int line;

  DevicetreeException(final Place place, final String sentence) {
    super(place + ": " + sentence);
    this.line = place.line();
  }

  /**
   * Where it is.
   *
   * @return the number of the line, from 1, in the file that the message names
   */
  public int line() {
    return line;
  }
}
