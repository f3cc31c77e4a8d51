package org.intercore.jmh.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.intercore.jmh.bench.goal.GoalTable;
import org.intercore.jmh.bench.report.HtmlReport;
import org.intercore.jmh.bench.report.Result;
import org.intercore.jmh.bench.report.ResultReader;
import org.intercore.jmh.bench.report.Table;
import org.intercore.jmh.bench.result.JsonFiles;
import org.intercore.jmh.bench.result.Machine;
import org.intercore.jmh.bench.result.Measured;
import org.intercore.jmh.bench.result.Summary;

/**
 * The files of a run. They are brought up to date after each pair, so that a run that is ended early
 * leaves what it has measured. What cannot be written is said once and does not end the run: what
 * was measured is still in memory.
 */
final class Outputs {
  private static final String NO_JSON = "\\.json$";

  private final Path raw;
  private final Path json;
  private final Path html;
  private final Machine machine;
  private final String command;
  private final List<String> subjects;
  private final PrintStream messages;
  private final List<Measured> all = new ArrayList<>();
  private final Set<Path> failed = new HashSet<>();

  /**
   * For a run that has not begun.
   *
   * @param raw where every window goes
   * @param json where the rows go, or null
   * @param html where the page goes, or null
   * @param subjects in the order of the rows
   * @param messages where it says what cannot be written
   */
  Outputs(
      final Path raw,
      final Path json,
      final Path html,
      final Machine machine,
      final String command,
      final List<String> subjects,
      final PrintStream messages) {
    this.raw = raw;
    this.json = json;
    this.html = html;
    this.machine = machine;
    this.command = command;
    this.subjects = subjects;
    this.messages = messages;
  }

  /** The file with that end in the place of .json. */
  static Path beside(final Path json, final String end) {
    return json.resolveSibling(json.getFileName().toString().replaceFirst(NO_JSON, "") + end);
  }

  /** Now, and not only after hours, it turns out whether they can be written; old ones stay. */
  void check() throws IOException {
    for (final Path file : new Path[] {raw, json, html}) {
      if (file != null) {
        try {
          Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
          throw new IOException(file + " cannot be written: " + reason(e), e);
        }
      }
    }
    Files.write(raw, new byte[0]);
  }

  /** Keeps the windows of a pair. */
  void add(final List<Measured> windows) {
    all.addAll(windows);
    attempt(raw, () -> JsonFiles.appendWindows(raw, windows));
    if (json != null) {
      attempt(json, () -> JsonFiles.writeSummary(json, machine, command, summary()));
    }
  }

  /** All windows so far, as rows. */
  Summary summary() {
    return Summary.of(all, subjects);
  }

  Machine machine() {
    return machine;
  }

  /**
   * Writes everything at the end of a run.
   *
   * @param standardOutput for the rows, if their file cannot be written
   * @return whether all of it could be written
   */
  boolean finish(final PrintStream standardOutput) throws IOException {
    final byte[] rows = JsonFiles.summary(machine, command, summary());
    if (json != null) {
      failed.remove(json);
      attempt(json, () -> Files.write(json, rows));
      if (failed.contains(json)) {
        messages.println("so the rows are here:");
        standardOutput.println(new String(rows, StandardCharsets.UTF_8));
      }
    }
    if (html != null && !all.isEmpty()) {
      attempt(html, () -> Files.writeString(html, page(ResultReader.read(rows))));
    }
    messages.println("every window is in " + raw + (failed.contains(raw) ? ", save some" : ""));
    return failed.isEmpty();
  }

  /** The page of a result, with the goals before everything else where it has something of them. */
  static String page(final Result result) {
    return HtmlReport.of(
        result, GoalTable.ifMeasured(result.rows()).stream().toArray(Table[]::new));
  }

  /** The goals beside all windows so far, in the very digits of the JSON. */
  Table goals() throws IOException {
    final Summary summary = summary();
    return GoalTable.of(
        summary.rows().isEmpty()
            ? List.of()
            : ResultReader.read(JsonFiles.summary(machine, command, summary)).rows());
  }

  private void attempt(final Path file, final Write write) {
    try {
      write.run();
    } catch (final IOException e) {
      if (failed.add(file)) {
        messages.println(file + " cannot be written: " + reason(e));
      }
    }
  }

  /** In words, where the message of the exception may be no more than the name of the file. */
  static String reason(final IOException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (thrown instanceof AccessDeniedException) {
      return "it is not allowed";
    }
    if (thrown instanceof FileSystemException withReason && withReason.getReason() != null) {
      return withReason.getReason();
    }
    return thrown.getMessage();
  }

  private interface Write {
    void run() throws IOException;
  }
}
