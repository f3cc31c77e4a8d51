package org.intercore.jmh.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text as a table that reads well as it is and goes into a document as it is. */
public final class MarkdownTable {
  private final List<String[]> rows = new ArrayList<>();

  /**
   * Starts with the heads of the columns.
   *
   * @param heads as many as every row has cells
   */
  public MarkdownTable(final Object... heads) {
    row(heads);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column
   * @return this
   */
  public MarkdownTable row(final Object... cells) {
    if (!rows.isEmpty() && cells.length != rows.get(0).length) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.get(0).length + " columns");
    }
    final String[] texts = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      texts[i] = String.valueOf(cells[i]);
    }
    rows.add(texts);
    return this;
  }

  /** The table, the first column to the left, all others to the right. */
  @Override
  public String toString() {
    final int[] widths = new int[rows.get(0).length];
    for (final String[] cells : rows) {
      for (int i = 0; i < cells.length; i++) {
        widths[i] = Math.max(widths[i], cells[i].length());
      }
    }
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append(line(rows.get(i), widths));
      if (i == 0) {
        text.append(ruler(widths));
      }
    }
    return text.toString();
  }

  private static String line(final String[] cells, final int[] widths) {
    final StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < cells.length; i++) {
      final String padding = " ".repeat(widths[i] - cells[i].length());
      line.append(' ').append(i == 0 ? cells[i] + padding : padding + cells[i]).append(" |");
    }
    return line.append('\n').toString();
  }

  private static String ruler(final int[] widths) {
    final StringBuilder ruler = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      ruler.append(' ').append("-".repeat(Math.max(1, widths[i] - 1))).append(i == 0 ? "-" : ":");
      ruler.append(" |");
    }
    return ruler.append('\n').toString();
  }
}
