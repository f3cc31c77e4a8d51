package org.intercore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.intercore.examples.Walkthrough.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Does what the texts say, and sees what they say one sees. */
@DisabledOnOs(OS.WINDOWS)
class ExamplesIT {
  private static final Path ROOT = Path.of(System.getProperty("icbmsg.root"));
  private static final Path SOURCES = ROOT.resolve("examples/src/main/java/org/intercore/examples");
  private static final String ON_JDK_17 = "On JDK 17";
  private static final int VIRTUAL_THREADS = 21;

  @TempDir
  private Path directory;

  static List<Path> texts() throws IOException {
    final List<Path> texts = new ArrayList<>();
    try (Stream<Path> folders = Files.list(SOURCES)) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> folder.resolve("README.md"))
          .sorted()
          .forEach(texts::add);
    }
    texts.add(ROOT.resolve("docs/guide.md"));
    return texts;
  }

  static List<Arguments> sections() throws IOException {
    final List<Arguments> sections = new ArrayList<>();
    for (final Path text : texts()) {
      for (final Section section : Walkthrough.of(text).sections()) {
        if (isForThisJdk(text, section)) {
          sections.add(Arguments.of(ROOT.relativize(text).toString(), section));
        }
      }
    }
    return sections;
  }

  /** Only one of the texts has something to say for old and for new JDKs. */
  private static boolean isForThisJdk(final Path text, final Section section) {
    final boolean old = Runtime.version().feature() < VIRTUAL_THREADS;
    return !text.toString().contains("virtualthreads") || old == section.title().equals(ON_JDK_17);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("sections")
  void doesWhatTheTextSays(final String text, final Section section) throws Exception {
    try (Shell shell = new Shell(directory)) {
      shell.run(section);
    }
    assertThat(leftBehind()).as("files that %s leaves behind", text).isEmpty();
  }

  /** The others differ in what they do with the library, not in what it needs. */
  @ParameterizedTest
  @ValueSource(strings = {"hellolink", "helloendpoints", "zephyrpeer"})
  void needsNoFlagOfTheJvm(final String folder) throws Exception {
    try (Shell shell = Shell.withoutFlag(directory)) {
      for (final Section section :
          Walkthrough.of(SOURCES.resolve(folder).resolve("README.md")).sections()) {
        shell.run(section);
      }
    }
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".shm")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyTextHasCommandsAndShowsOnlyCodeThatIsCompiled(final Path text) throws IOException {
    final Walkthrough walkthrough = Walkthrough.of(text);
    assertThat(walkthrough.sections()).as("sections of %s", text).isNotEmpty();
    final String sources = withoutSpace(allSources());
    assertThat(walkthrough.javaBlocks())
        .filteredOn(block -> !sources.contains(withoutSpace(block)))
        .as("code of %s that no example has", text)
        .isEmpty();
  }

  private static String allSources() throws IOException {
    final StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (final Path file :
          files.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
        sources.append(Files.readString(file));
      }
    }
    return sources.toString();
  }

  private static String withoutSpace(final String code) {
    return code.replaceAll("\\s", "");
  }

  @Test
  void saysWhichExamplesAndRolesThereAre() throws Exception {
    final List<String> text = List.of(
        "# Usage",
        "Terminal 1:",
        "```",
        "$ bin/example nonsense 2>&1 || echo \"ended with $?\"",
        "bin/example NAME ROLE, where NAME is one of hello-link, ... two-hosts",
        "ended with 2",
        "$ bin/example hello-link nonsense 2>&1 || echo \"ended with $?\"",
        "bin/example hello-link ROLE, where ROLE is one of caller, answerer",
        "ended with 2",
        "```");
    try (Shell shell = new Shell(directory)) {
      shell.run(Walkthrough.of(text).sections().get(0));
    }
  }
}
