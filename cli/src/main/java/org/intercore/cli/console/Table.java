package org.intercore.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns. */
public final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /** Adds a row; rows may differ in length. */
  public Table row(final Object... cells) {
    final String[] texts = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      texts[i] = String.valueOf(cells[i]);
    }
    rows.add(texts);
    return this;
  }

  /** The rows as lines, columns from the second on to the right. */
  public String render() {
    return render(true);
  }

  /** The rows as lines, every column to the left. */
  public String renderLeft() {
    return render(false);
  }

  private String render(final boolean right) {
    final List<Integer> widths = widths();
    final StringBuilder text = new StringBuilder();
    for (final String[] cells : rows) {
      final StringBuilder line = new StringBuilder();
      for (int i = 0; i < cells.length; i++) {
        final String padding = " ".repeat(widths.get(i) - cells[i].length());
        line.append(i == 0 ? "" : "  ");
        line.append(right && i > 0 ? padding + cells[i] : cells[i] + padding);
      }
      text.append(text.isEmpty() ? "" : System.lineSeparator())
          .append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  private List<Integer> widths() {
    final List<Integer> widths = new ArrayList<>();
    for (final String[] cells : rows) {
      for (int i = 0; i < cells.length; i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), cells[i].length()));
      }
    }
    return widths;
  }
}
