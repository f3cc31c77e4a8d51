package org.intercore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.intercore.cli.console.StopSignal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands and options that the pages name are there. */
@Tag("sources")
class PagesTest {
  private static final Pattern CALL = Pattern.compile("bin/icbmsg ([a-z]+)([^`\\n#]*)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  /** Commands of other modules, whose options are known there alone. */
  private static final Set<String> ELSEWHERE = Set.of("bench", "bridge");

  private static List<Path> pages() throws IOException {
    final List<Path> pages = new ArrayList<>(List.of(Path.of("..", "README.md")));
    try (Stream<Path> docs = Files.list(Path.of("..", "docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  /** What a page names that is not there. */
  private static List<String> missing(final String page) {
    final CommandLine line = Main.commandLine(new StopSignal());
    final List<String> missing = new ArrayList<>();
    for (final MatchResult call : CALL.matcher(page).results().toList()) {
      final CommandLine command = line.getSubcommands().get(call.group(1));
      if (command == null) {
        missing.add(call.group(1));
      } else if (!ELSEWHERE.contains(call.group(1))) {
        OPTION
            .matcher(call.group(2))
            .results()
            .map(MatchResult::group)
            .filter(option -> command.getCommandSpec().findOption(option) == null)
            .forEach(option -> missing.add(call.group(1) + " " + option));
      }
    }
    return missing;
  }

  @Test
  void everyCommandAndOptionIsThere() throws IOException {
    int calls = 0;
    for (final Path page : pages()) {
      final String text = Files.readString(page);
      assertThat(missing(text)).as(page.toString()).isEmpty();
      calls += (int) CALL.matcher(text).results().count();
    }
    assertThat(calls).isGreaterThan(15);
  }

  @Test
  void whatIsNotThereIsFound() {
    assertThat(missing("`bin/icbmsg star`, `bin/icbmsg layout --devicetree F N --region-sizes 4`"))
        .containsExactly("star", "layout --region-sizes");
  }
}
