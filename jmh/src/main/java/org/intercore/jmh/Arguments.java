package org.intercore.jmh;

/** The numbers that a study takes on its command line, all of which may be left out. */
public final class Arguments {
  private Arguments() {}

  /**
   * A number of things, 1 or more.
   *
   * @param args the command line
   * @param index where it stands there
   * @param what there are so many of, for the message
   * @param otherwise the number if it was left out
   * @return the number
   * @throws IllegalArgumentException if something else stands there
   */
  public static int count(
      final String[] args, final int index, final String what, final int otherwise) {
    if (index >= args.length) {
      return otherwise;
    }
    try {
      final int count = Integer.parseInt(args[index]);
      if (count > 0) {
        return count;
      }
    } catch (final NumberFormatException e) {
      // As a number that is too small.
    }
    throw new IllegalArgumentException("the number of " + what
        + " must be a whole number, 1 or more, but is \"" + args[index] + "\"");
  }
}
