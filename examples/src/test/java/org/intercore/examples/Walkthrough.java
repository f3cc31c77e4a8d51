package org.intercore.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text in Markdown tells its reader to type, and to expect: sections, in each of them
 * terminals that work at the same time, in each of them commands one after the other.
 *
 * <p>A terminal is a line {@code Terminal 1:} and the next fenced block. There a command is a line
 * that begins with {@code $}, and the lines up to the next one are its output. {@code ...} stands for
 * anything within a line and, alone, for any lines.
 */
record Walkthrough(List<Section> sections, List<String> javaBlocks) {
  private static final Pattern TERMINAL = Pattern.compile("Terminal (\\d):.*");
  private static final String PROMPT = "$ ";
  private static final String FENCE = "```";

  record Section(String title, List<Terminal> terminals) {
    @Override
    public String toString() {
      return title;
    }
  }

  record Terminal(String name, List<Command> commands) {}

  record Command(String line, List<String> output) {
    /** Whether this is what the text says, as far as it says it. */
    boolean expects(final String actual) {
      final StringBuilder pattern = new StringBuilder();
      for (final String expected : output) {
        pattern.append(expected.equals("...") ? "(?:.*\n)*?" : line(expected));
      }
      return Pattern.matches(pattern.toString(), actual);
    }

    private static String line(final String expected) {
      final List<String> parts = new ArrayList<>();
      for (final String part : expected.split("\\.\\.\\.", -1)) {
        parts.add(Pattern.quote(part));
      }
      return String.join(".*", parts) + "\n";
    }
  }

  static Walkthrough of(final Path markdown) {
    try {
      return of(Files.readAllLines(markdown));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Walkthrough of(final List<String> lines) {
    final List<Section> sections = new ArrayList<>();
    final List<String> javaBlocks = new ArrayList<>();
    List<Terminal> terminals = new ArrayList<>();
    String terminal = null;
    for (int i = 0; i < lines.size(); i++) {
      final String line = lines.get(i);
      final Matcher name = TERMINAL.matcher(line);
      if (line.startsWith("#")) {
        terminals = new ArrayList<>();
        sections.add(new Section(line.replaceFirst("#+ ", ""), terminals));
      } else if (name.matches()) {
        terminal = name.group(1);
      } else if (line.startsWith(FENCE)) {
        final int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
        final List<String> block = lines.subList(i + 1, end);
        if (line.equals(FENCE + "java")) {
          javaBlocks.add(String.join("\n", block));
        } else if (terminal != null) {
          terminals.add(new Terminal("terminal " + terminal, commands(block)));
          terminal = null;
        }
        i = end;
      }
    }
    sections.removeIf(section -> section.terminals().isEmpty());
    return new Walkthrough(sections, javaBlocks);
  }

  private static List<Command> commands(final List<String> block) {
    final List<Command> commands = new ArrayList<>();
    for (final String line : block) {
      if (line.startsWith(PROMPT)) {
        commands.add(new Command(line.substring(PROMPT.length()), new ArrayList<>()));
      } else {
        commands.get(commands.size() - 1).output().add(line);
      }
    }
    return commands;
  }
}
