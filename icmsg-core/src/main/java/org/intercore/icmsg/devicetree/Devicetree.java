package org.intercore.icmsg.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Devicetree sources, read for the instances of ICMsg and ICBMsg in them: .dts files, overlays, and
 * fragments without a root node as in Zephyr's documentation.
 *
 * <p>Understood are comments, labels, nodes in nodes, nodes opened again, {@code &label} and {@code
 * &{/path}}, {@code /delete-node/} and {@code /delete-property/}, strings, cells in decimal,
 * hexadecimal and octal, and expressions in parentheses with DT_SIZE_K and DT_SIZE_M.
 *
 * <p>There is no C preprocessor: {@code #include}, {@code /include/} and {@code #define} are passed
 * over, a name that stands for a number is an error only where that number is asked for, and {@code
 * #if} and its like are an error. So give a board's file before its overlay, or read the one file
 * that Zephyr's build leaves behind, {@code build/zephyr/zephyr.dts}, in which all that is done.
 */
public final class Devicetree {
  private static final int LARGEST_FILE = 4 * 1024 * 1024;
  private static final String UNNAMED = "";

  private final Parser parser;
  private Place end;

  private Devicetree(final String firstText) {
    parser = new Parser(firstText);
  }

  /**
   * Reads files, each adding to what the ones before have said.
   *
   * @param files a board's file and overlays, in this order; one at least
   * @return the tree
   * @throws DevicetreeException if a text is wrong; the message names file and line
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Devicetree read(final Path... files) {
    if (files.length == 0) {
      throw new IllegalArgumentException("a devicetree is read from one file at least");
    }
    final Devicetree tree = new Devicetree(files[0].toString());
    for (final Path file : files) {
      tree.add(file.toString(), text(file));
    }
    return tree;
  }

  /**
   * Reads a text.
   *
   * @param text of a .dts file, an overlay or a fragment
   * @return the tree
   * @throws DevicetreeException if the text is wrong; the message names the line
   */
  public static Devicetree parse(final String text) {
    final Devicetree tree = new Devicetree(UNNAMED);
    tree.add(UNNAMED, text);
    return tree;
  }

  private static String text(final Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      final byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e, e);
    }
  }

  private void add(final String name, final String text) {
    if (text.length() > LARGEST_FILE) {
      throw new Place(name, 1)
          .problem("a text of more than " + LARGEST_FILE + " bytes is not read");
    }
    end = parser.parse(name, text);
  }

  /**
   * What a node says of an instance.
   *
   * @param node its label, with or without {@code &}, its whole path, or its name if no other node
   *     has it
   * @return the instance, as the core whose devicetree this is sees it
   * @throws DevicetreeException if there is no such node, or something is wrong with it
   */
  public IpcInstance instance(final String node) {
    return new InstanceReader(parser).read(find(node));
  }

  /**
   * As {@link #instance(String)}, for who can speak one backend only.
   *
   * @param node its label, path or name
   * @param backend what it has to be
   * @return the instance
   * @throws DevicetreeException if it is not there, wrong, or of another backend
   */
  public IpcInstance instance(final String node, final IpcInstance.Backend backend) {
    final Node found = find(node);
    final IpcInstance instance = new InstanceReader(parser).read(found);
    if (instance.backend() != backend) {
      throw found
          .require("compatible")
          .place()
          .problem("the node " + found.path() + " is " + instance.backend().compatible() + ", but "
              + backend.compatible() + " was asked for");
    }
    return instance;
  }

  private Node find(final String wanted) {
    final String label = wanted.startsWith("&") ? wanted.substring(1) : wanted;
    final Node known =
        wanted.startsWith("/") ? parser.byPath(wanted) : parser.labels().get(label);
    if (known != null) {
      return known;
    }
    final List<Node> named = new ArrayList<>();
    final List<String> instances = new ArrayList<>();
    collect(parser.root(), wanted, named, instances);
    if (named.size() == 1) {
      return named.get(0);
    }
    throw end.problem(
        named.isEmpty()
            ? "the text ends here and has no node " + wanted + "; "
                + (instances.isEmpty()
                    ? "it has none of ICMsg or ICBMsg at all"
                    : "those of ICMsg and ICBMsg are " + String.join(", ", instances))
            : "there are several nodes " + wanted + ": say "
                + String.join(" or ", named.stream().map(Node::path).toList()));
  }

  private static void collect(
      final Node node, final String wanted, final List<Node> named, final List<String> instances) {
    for (final Node child : node.children().values()) {
      if (child.name().equals(wanted) || child.name().startsWith(wanted + "@")) {
        named.add(child);
      }
      if (InstanceReader.isInstance(child)) {
        instances.add(child.labels().isEmpty() ? child.path() : child.labels().get(0));
      }
      collect(child, wanted, named, instances);
    }
  }
}
