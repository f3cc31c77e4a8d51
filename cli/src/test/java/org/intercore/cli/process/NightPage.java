package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a section of a page shows that commands print, and whether they do. */
final class NightPage {
  /** What is another thing each time: bars of blocks, times, numbers, the room they take, paths. */
  private static final Pattern VARYING =
      Pattern.compile("\\[[.c#]+\\]|/\\S+/|\\d+ (?:s|min|h)\\b|\\d[\\d,]*| +");

  private static final String PROMPT = "$ ";
  private static final String LEFT_OUT = "...";

  private final List<String> shown;

  private NightPage(final List<String> shown) {
    this.shown = shown;
  }

  /** The first block of the section with that title. */
  static NightPage read(final Path page, final String title) throws IOException {
    final List<String> lines = Files.readAllLines(page);
    final int heading = lines.indexOf("### " + title);
    assertThat(heading).as("section \"%s\" of %s", title, page).isNotNegative();
    return new NightPage(lines.subList(heading, lines.size()).stream()
        .dropWhile(line -> !line.startsWith("```"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("```"))
        .toList());
  }

  /** The lines shown under a command that its output does not have. */
  List<String> missingIn(final String command, final String output) {
    final List<String> wanted = shown.stream()
        .dropWhile(line -> !line.equals(PROMPT + command))
        .skip(1)
        .takeWhile(line -> !line.startsWith(PROMPT) && !line.equals(LEFT_OUT))
        .filter(line -> !line.isBlank())
        .toList();
    assertThat(wanted).as("what \"%s\" is shown to print", command).isNotEmpty();
    final List<String> missing = new ArrayList<>(wanted);
    missing.removeIf(line -> output.lines().anyMatch(asShown(line).asMatchPredicate()));
    return missing;
  }

  private static Pattern asShown(final String line) {
    final StringBuilder regex = new StringBuilder();
    int end = 0;
    for (final MatchResult varying : VARYING.matcher(line).results().toList()) {
      regex.append(Pattern.quote(line.substring(end, varying.start())));
      regex.append(any(varying.group()));
      end = varying.end();
    }
    return Pattern.compile(regex + Pattern.quote(line.substring(end)) + " *");
  }

  private static String any(final String varying) {
    return switch (varying.charAt(0)) {
      case '[' -> "\\[[.c#]+\\]";
      case ' ' -> " +";
      case '/' -> "/\\S+/";
      default ->
        Character.isDigit(varying.charAt(varying.length() - 1)) ? "\\d[\\d,]*" : "\\d+ (s|min|h)";
    };
  }
}
