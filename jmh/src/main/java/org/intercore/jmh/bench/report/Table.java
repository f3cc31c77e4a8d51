package org.intercore.jmh.bench.report;

import java.util.List;
import org.intercore.jmh.report.MarkdownTable;

/**
 * A table that a page shows before anything else, and that can be printed as well.
 *
 * @param title as a heading
 * @param text what it shows, and what has to be said with it
 * @param heads of the columns
 * @param rows each with a cell for each column
 */
public record Table(String title, String text, List<String> heads, List<List<String>> rows) {
  /** As it goes into a document. */
  public String toMarkdown() {
    final MarkdownTable table = new MarkdownTable(heads.toArray());
    rows.forEach(row -> table.row(row.toArray()));
    return table.toString();
  }
}
