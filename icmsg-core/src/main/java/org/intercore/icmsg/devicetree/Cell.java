package org.intercore.icmsg.devicetree;

/**
 * One entry between angle brackets: a number, a reference to a node, or a name that only the C
 * preprocessor knows, which may stand for several numbers.
 */
record Cell(Place place, long number, String reference, String macro) {
  static Cell number(final Place place, final long number) {
    return new Cell(place, number, null, null);
  }

  static Cell reference(final Place place, final String label) {
    return new Cell(place, 0, label, null);
  }

  static Cell macro(final Place place, final String name) {
    return new Cell(place, 0, null, name);
  }

  /** Its value; a sentence if it is none. */
  long requireNumber(final String property) {
    if (macro != null) {
      throw place.problem(
          property + " is made of " + macro + ", which only the C preprocessor knows:"
              + " write the number, or read the zephyr.dts of the build instead");
    }
    if (reference != null) {
      throw place.problem(property + " must be a number, but is &" + reference);
    }
    return number;
  }
}
