package org.intercore.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Writes the site: each page of Markdown as a page of HTML at its place, links among them included,
 * and under {@code api} the Javadoc of the libraries. Fails on any warning of Javadoc's.
 */
public final class Site {
  private static final List<String> LIBRARIES =
      List.of("icmsg-core", "icbmsg", "zerocopy-api", "property-tests");
  private static final Set<String> FOLDERS_LEFT_OUT = Set.of("target", ".git", ".mvn");

  private final Path root;
  private final Path out;

  private Site(final Path root, final Path out) {
    this.root = root;
    this.out = out;
  }

  /**
   * Writes it.
   *
   * @param args the repository, and where the site goes
   * @throws IOException if something cannot be read or written
   */
  public static void main(final String[] args) throws IOException {
    final Site site =
        new Site(Path.of(args[0]).toAbsolutePath().normalize(), Path.of(args[1]).toAbsolutePath());
    final int pages = site.writePages();
    final int classes = site.writeJavadoc();
    System.out.println(pages + " pages and the Javadoc of " + classes + " sources: "
        + site.out.resolve("index.html"));
  }

  private int writePages() throws IOException {
    final List<Path> pages = files(root, ".md");
    final Pages writer = new Pages(root, out);
    for (final Path page : pages) {
      writer.write(page);
    }
    Files.writeString(
        out.resolve("index.html"),
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;"
            + " url=README.html\"><a href=\"README.html\">icbmsg</a>\n");
    return pages.size();
  }

  /** Of all libraries at once; a module's descriptor would make each its own. */
  private int writeJavadoc() throws IOException {
    final List<Path> sources = new ArrayList<>();
    for (final String library : LIBRARIES) {
      sources.addAll(files(root.resolve(library).resolve("src/main/java"), ".java"));
    }
    sources.removeIf(source -> source.endsWith("module-info.java"));
    final Path list = Files.write(
        Files.createDirectories(out).resolveSibling("javadoc-sources"),
        sources.stream()
            .map(source -> '"' + source.toString().replace('\\', '/') + '"')
            .toList());
    final int failed = ToolProvider.findFirst("javadoc")
        .orElseThrow(() -> new IllegalStateException("this Java has no javadoc: use a JDK"))
        .run(
            System.out,
            System.err,
            "-quiet",
            "-Werror",
            "-Xdoclint:all",
            "-notimestamp",
            "-protected",
            "-encoding",
            "UTF-8",
            "-windowtitle",
            "icbmsg",
            "-header",
            "<a href=\"../../README.html\">icbmsg</a>",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            out.resolve("api").toString(),
            "@" + list);
    if (failed != 0) {
      throw new IllegalStateException("javadoc has ended with " + failed);
    }
    return sources.size();
  }

  private static List<Path> files(final Path folder, final String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(end) && !isLeftOut(folder.relativize(file)))
          .sorted()
          .toList();
    }
  }

  private static boolean isLeftOut(final Path file) {
    for (final Path part : file) {
      if (FOLDERS_LEFT_OUT.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }
}
