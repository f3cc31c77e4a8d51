package org.intercore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The list of modules for users has no parent that would hold it true. */
@Tag("sources")
class BomTest {
  private static final Path ROOT = Path.of("..");
  /** Programs, which nobody depends on. */
  private static final Set<String> PROGRAMS =
      Set.of("icbmsg-jmh", "icbmsg-cli", "icbmsg-examples", "icbmsg-site");

  private final Element parent = pom("pom.xml");
  private final Element bom = pom("bom/pom.xml");

  @Test
  void itHasTheVersionOfTheParent() {
    assertThat(text(bom, "version")).isEqualTo(text(parent, "version"));
  }

  @Test
  void itListsEveryModuleThatIsALibrary() {
    final Set<String> modules = new TreeSet<>();
    for (final Element module : children(child(parent, "modules"))) {
      modules.add(text(pom(module.getTextContent() + "/pom.xml"), "artifactId"));
    }
    modules.remove("icbmsg-bom");
    modules.removeAll(PROGRAMS);
    final Set<String> listed = new TreeSet<>();
    final Element managed = child(child(bom, "dependencyManagement"), "dependencies");
    for (final Element dependency : children(managed)) {
      listed.add(text(dependency, "artifactId"));
      assertThat(text(dependency, "version")).isEqualTo("${project.version}");
    }
    assertThat(listed).isEqualTo(modules);
  }

  @Test
  void itsPluginsHaveTheVersionsOfTheParent() {
    final Map<String, String> versions = new HashMap<>();
    for (final Element property : children(child(parent, "properties"))) {
      versions.put(property.getTagName(), property.getTextContent());
    }
    final List<Element> plugins =
        children(child(child(child(bom, "build"), "pluginManagement"), "plugins"));
    assertThat(plugins).isNotEmpty();
    for (final Element plugin : plugins) {
      final String name = text(plugin, "artifactId");
      assertThat(text(plugin, "version")).as(name).isEqualTo(versions.get(name + ".version"));
    }
  }

  private static Element pom(final String path) {
    try {
      final Document document = DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Files.newInputStream(ROOT.resolve(path)));
      return document.getDocumentElement();
    } catch (final Exception e) {
      throw new AssertionError(path, e);
    }
  }

  private static String text(final Element of, final String name) {
    return child(of, name).getTextContent();
  }

  private static Element child(final Element of, final String name) {
    return children(of).stream()
        .filter(one -> one.getTagName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + of.getTagName()));
  }

  private static List<Element> children(final Element of) {
    final List<Element> children = new ArrayList<>();
    for (Node one = of.getFirstChild(); one != null; one = one.getNextSibling()) {
      if (one instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }
}
