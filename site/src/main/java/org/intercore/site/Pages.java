package org.intercore.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Turns pages of Markdown into pages of HTML that look alike and lead to each other. */
final class Pages {
  private static final String MARKDOWN = ".md";
  private static final String HTML = ".html";
  private static final List<String> MENU = List.of(
      "README",
      "docs/guide",
      "examples/README",
      "docs/architecture",
      "docs/tuning",
      "docs/server",
      "docs/scaling",
      "docs/bridge",
      "docs/reliability",
      "docs/observability",
      "docs/performance",
      "docs/allocator",
      "docs/protocol",
      "docs/native-format",
      "docs/memory-ordering",
      "docs/mutation",
      "docs/rpmsg",
      "docs/migration",
      "CHANGELOG");

  private final Path root;
  private final Path out;
  private final Parser parser;
  private final HtmlRenderer renderer;
  private final String style;

  Pages(final Path root, final Path out) throws IOException {
    this.root = root.toAbsolutePath().normalize();
    this.out = out;
    final List<Extension> extensions =
        List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    parser = Parser.builder().extensions(extensions).build();
    renderer = HtmlRenderer.builder().extensions(extensions).build();
    try (var in = Pages.class.getResourceAsStream("page.css")) {
      style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void write(final Path page) throws IOException {
    final Path place = root.relativize(page.toAbsolutePath().normalize());
    if (place.startsWith("docs") && !MENU.contains(withoutEnd(place.toString()))) {
      throw new IllegalStateException(place + " is not in the menu");
    }
    final Node document = parser.parse(Files.readString(page));
    final Links links = new Links(page);
    document.accept(links);
    final String up = "../".repeat(place.getNameCount() - 1);
    final Path target = out.resolve(html(place.toString()));
    Files.createDirectories(target.getParent());
    Files.writeString(
        target,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
            + escaped(links.title)
            + "</title>\n<style>\n"
            + style
            + "</style>\n</head>\n<body>\n"
            + menu(up)
            + "<main>\n"
            + renderer.render(document)
            + "</main>\n</body>\n</html>\n");
  }

  private String menu(final String up) {
    final StringBuilder menu = new StringBuilder("<nav>\n");
    for (final String page : MENU) {
      if (Files.exists(root.resolve(page + MARKDOWN))) {
        final String name = page.equals("README") ? "icbmsg" : page.replace("/README", "");
        item(menu, up + page + HTML, name.substring(name.lastIndexOf('/') + 1));
      }
    }
    item(menu, up + "api/index.html", "Javadoc");
    return menu.append("</nav>\n").toString();
  }

  private static void item(final StringBuilder menu, final String target, final String name) {
    menu.append("<a href=\"")
        .append(target)
        .append("\">")
        .append(name.replace('-', ' '))
        .append("</a>\n");
  }

  private static String html(final String page) {
    return page.endsWith(MARKDOWN) ? withoutEnd(page) + HTML : page;
  }

  private static String withoutEnd(final String page) {
    return page.substring(0, page.length() - MARKDOWN.length());
  }

  private static String escaped(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** Lets links to pages lead to their HTML, brings along what else is linked, finds the title. */
  private final class Links extends AbstractVisitor {
    private final Path page;
    private String title;

    Links(final Path page) {
      this.page = page;
      title = page.getFileName().toString();
    }

    @Override
    public void visit(final Heading heading) {
      if (heading.getLevel() == 1 && heading.getFirstChild() instanceof Text text) {
        title = text.getLiteral();
      }
      visitChildren(heading);
    }

    @Override
    public void visit(final Link link) {
      link.setDestination(brought(link.getDestination()));
      visitChildren(link);
    }

    @Override
    public void visit(final Image image) {
      image.setDestination(brought(image.getDestination()));
      visitChildren(image);
    }

    /** Where a link leads on the site. */
    private String brought(final String destination) {
      final String[] parts = destination.split("#", 2);
      if (parts[0].isEmpty() || parts[0].matches("[a-z]+:.*")) {
        return destination;
      }
      final Path linked = page.resolveSibling(parts[0]).normalize();
      if (!Files.isRegularFile(linked)) {
        throw new IllegalStateException(
            page + " has a link to " + destination + ", which is no file");
      }
      if (!parts[0].endsWith(MARKDOWN)) {
        copy(linked);
      }
      return html(parts[0]) + (parts.length == 1 ? "" : "#" + parts[1]);
    }

    private void copy(final Path file) {
      try {
        final Path target = out.resolve(root.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
