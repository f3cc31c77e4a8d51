package org.intercore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.intercore.icmsg.devicetree.Devicetree;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the pages show works: Java compiles as it stands, or is a part of an example that does;
 * devicetrees are read; links lead somewhere; options are those that there are.
 */
@Tag("sources")
class PagesTest {
  private static final Path EXAMPLES = Snippets.ROOT.resolve("examples/src/main/java");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  private static String dense(final String source) {
    return source.replaceAll("\\s+", "");
  }

  private static List<String> examples() throws IOException {
    final List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (final Path file :
          files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(dense(Files.readString(file)));
      }
    }
    return sources;
  }

  /** The pieces of code that are not a part of an example, each as a whole source. */
  private static List<String> sources(final List<String> pieces) throws IOException {
    final List<String> examples = examples();
    final List<String> sources = new ArrayList<>();
    for (final String piece : pieces) {
      final String dense = dense(piece);
      if (examples.stream().noneMatch(example -> example.contains(dense))) {
        sources.add(piece.startsWith("import") ? piece : Snippets.program(piece, sources.size()));
      }
    }
    return sources;
  }

  @Test
  void everyPieceOfJavaCompiles(@TempDir final Path classes) throws IOException {
    final List<String> pieces = new ArrayList<>();
    for (final Path page : Snippets.pages()) {
      pieces.addAll(Snippets.of(page, "java"));
    }
    assertThat(pieces).hasSizeGreaterThan(15);
    assertThat(Snippets.compile(sources(pieces), classes)).isEmpty();
  }

  @Test
  void aPieceThatDoesNotFitTheLibraryIsFound(@TempDir final Path classes) throws IOException {
    final List<String> pieces =
        List.of("long now = price;", "Icbmsg.openNow();", "window.removeFirst().release(1);");
    assertThat(Snippets.compile(sources(pieces), classes))
        .contains("openNow", "window", "2 errors");
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    final List<Path> folders = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Snippets.ROOT)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("/src/main/java/"))
          // Where hunts keep what they have broken.
          .filter(file -> !file.toString().contains("/target/"))
          // The descriptor of a module belongs to no package.
          .filter(file -> !file.endsWith("module-info.java"))
          .map(Path::getParent)
          .distinct()
          .forEach(folders::add);
    }
    assertThat(folders)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            folder -> assertThat(folder.resolve("package-info.java")).content().contains("/**"));
  }

  @Test
  void everyDevicetreeIsRead() throws IOException {
    int count = 0;
    for (final Path page : Snippets.pages()) {
      for (final String text : Snippets.of(page, "dts")) {
        assertThat(Devicetree.parse(text).instance("ipc0").txBlocks()).as(text).isPositive();
        count++;
      }
    }
    assertThat(count).isPositive();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (final Path page : Snippets.pages()) {
      final String text = CODE.matcher(Files.readString(page)).replaceAll("");
      for (final MatchResult link : LINK.matcher(text).results().toList()) {
        if (!link.group(1).matches("[a-z]+:.*")) {
          assertThat(leads(page, link.group(1)))
              .as(page + " to " + link.group(1))
              .isTrue();
        }
      }
    }
  }

  private static boolean leads(final Path page, final String link) throws IOException {
    final String[] parts = link.split("#", 2);
    final Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    if (parts.length == 1 || !Files.exists(target)) {
      return Files.exists(target);
    }
    return HEADING
        .matcher(Files.readString(target))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .anyMatch(parts[1]::equals);
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() throws IOException {
    final Path page = Snippets.ROOT.resolve("README.md");
    assertThat(leads(page, "docs/tuning.md#every-option")).isTrue();
    assertThat(leads(page, "docs/tuning.md#no-option")).isFalse();
    assertThat(leads(page, "docs/turning.md")).isFalse();
  }
}
