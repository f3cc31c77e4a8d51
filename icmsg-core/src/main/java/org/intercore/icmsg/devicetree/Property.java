package org.intercore.icmsg.devicetree;

import java.util.ArrayList;
import java.util.List;

/** A property of a node: whatever values it has, in their order within each kind. */
final class Property {
  private static final long MAX_CELL = 0xFFFF_FFFFL;

  private final String name;
  private final Place place;
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> strings = new ArrayList<>();
  private int firstGroup;

  Property(final String name, final Place place) {
    this.name = name;
    this.place = place;
  }

  void add(final Cell cell) {
    cells.add(cell);
  }

  void add(final String text) {
    strings.add(text);
  }

  /** Ends a pair of angle brackets. */
  void endGroup() {
    if (firstGroup == 0) {
      firstGroup = cells.size();
    }
  }

  String name() {
    return name;
  }

  Place place() {
    return place;
  }

  List<Cell> cells() {
    return cells;
  }

  /** How many entries the first pair of angle brackets has. */
  int firstGroup() {
    return firstGroup;
  }

  List<String> strings() {
    return strings;
  }

  /** Its strings, one or more. */
  List<String> requireStrings() {
    if (strings.isEmpty()) {
      throw place.problem(name + " must be a string in quotes");
    }
    return strings;
  }

  /** Its one string. */
  String requireString() {
    if (requireStrings().size() != 1) {
      throw place.problem(name + " must be one string, but is " + strings);
    }
    return strings.get(0);
  }

  /** Its one entry. */
  Cell requireCell() {
    if (cells.size() != 1) {
      throw place.problem(name + " must be one entry between angle brackets, such as <16>, but has "
          + (cells.isEmpty() ? "none" : cells.size()));
    }
    return cells.get(0);
  }

  /** Its one number. */
  long requireNumber() {
    return requireCell().requireNumber(name);
  }

  /** The number that {@code count} cells make, the highest first. */
  long number(final int from, final int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      final Cell cell = cells.get(i);
      final long next = cell.requireNumber(name);
      if (next < 0 || next > MAX_CELL) {
        throw cell.place().problem(name + " has a cell of more than 32 bits");
      }
      if (value > MAX_CELL) {
        throw cell.place().problem(name + " has a number of more than 64 bits");
      }
      value = value << Integer.SIZE | next;
    }
    return value;
  }
}
