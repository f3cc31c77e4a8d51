package org.intercore.jmh.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.intercore.jmh.bench.goal.GoalTable;
import org.intercore.jmh.bench.report.Plot;
import org.intercore.jmh.bench.report.Result;
import org.intercore.jmh.bench.report.ResultReader;
import org.intercore.jmh.bench.report.Table;
import org.intercore.jmh.bench.report.UnreadableResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Makes pages and pictures of a result that was kept. */
@Command(
    name = "report",
    description = {
      "Makes a page or a picture of the JSON of an earlier run, and with a page prints how the",
      "result lies beside the goals; measures nothing."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg bench report --from result.json                     # makes result.html, prints the goals",
      "  icbmsg bench report --from result.json --plot picture.svg"
    })
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "What --json of an earlier run has written.")
  private Path from;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Where the page goes (default, without --plot: FILE with .html for .json).")
  private Path html;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Write one picture for a document, as SVG.")
  private Path plot;

  private ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    final Result result = read();
    if (plot != null) {
      write(plot, Plot.of(result));
    }
    if (html != null || plot == null) {
      write(html == null ? Outputs.beside(from, ".html") : html, Outputs.page(result));
      GoalTable.ifMeasured(result.rows()).ifPresent(ReportCommand::print);
    }
    return ExitCode.OK;
  }

  static void print(final Table table) {
    System.out.println();
    System.out.println(table.title() + ". " + table.text());
    System.out.println();
    System.out.print(table.toMarkdown());
  }

  private Result read() throws IOException {
    final byte[] text;
    try {
      text = Files.readAllBytes(from);
    } catch (final IOException e) {
      throw new IOException(from + " cannot be read: " + Outputs.reason(e), e);
    }
    try {
      return ResultReader.read(text);
    } catch (final UnreadableResult e) {
      throw new IOException(from + " is not a result of icbmsg bench: " + e.getMessage(), e);
    }
  }

  private static void write(final Path file, final String text) throws IOException {
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (final IOException e) {
      throw new IOException(file + " cannot be written: " + Outputs.reason(e), e);
    }
    System.err.println(file);
  }
}
