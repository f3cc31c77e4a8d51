package org.intercore.icmsg.devicetree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads texts one after the other into one tree, each adding to what the ones before have said. It
 * goes as deep as nodes and expressions may be nested, and reads each character a few times.
 */
final class Parser {
  private static final int MAX_DEPTH = 64;
  private static final long CELL_MASK = 0xFFFF_FFFFL;
  private static final String DEFAULT_BITS = "32";

  private final Node root;
  private final Map<String, Node> labels = new HashMap<>();
  private Scanner scanner;

  Parser(final String firstText) {
    root = new Node("/", null, new Place(firstText, 1), true);
  }

  Node root() {
    return root;
  }

  /** Nodes by label, those that are only added to included. */
  Map<String, Node> labels() {
    return labels;
  }

  /** Reads a text and says where it ends. */
  Place parse(final String name, final String text) {
    scanner = new Scanner(name, text);
    boolean withoutRoot = false;
    while (!scanner.isAtEnd()) {
      if (withoutRoot && scanner.accept('}')) {
        endFragment();
      } else if (!directive()) {
        withoutRoot |= topLevel();
      }
    }
    return scanner.place();
  }

  /** A page of Zephyr's shows a fragment that ends a root node which it has not begun. */
  private void endFragment() {
    final Place place = scanner.place();
    end("after '}'");
    if (!scanner.isAtEnd()) {
      throw place.problem("this '}' ends nothing");
    }
  }

  private void end(final String where) {
    scanner.expect(';', where);
  }

  private boolean directive() {
    if (scanner.accept("/dts-v1/") || scanner.accept("/plugin/")) {
      end("after the directive");
    } else if (scanner.accept("/memreserve/")) {
      scanner.skipTo(';', scanner.place());
    } else if (scanner.accept("/omit-if-no-ref/")) {
      return true;
    } else if (scanner.accept("/include/")) {
      passOverInclude();
    } else if (scanner.accept("/delete-node/")) {
      deleteReferenced();
    } else {
      return false;
    }
    return true;
  }

  private void passOverInclude() {
    scanner.expect('"', "after /include/");
    scanner.string(scanner.place());
  }

  /** The root node, a node that is added to, or a node of the root; whether it is the last. */
  private boolean topLevel() {
    final Place place = scanner.place();
    if (scanner.accept('/')) {
      body(root);
      return false;
    }
    if (scanner.peek() == '&') {
      final Node node = referenced(place);
      if (!scanner.accept(';')) { // as after /omit-if-no-ref/
        body(node);
      }
      return false;
    }
    return item(root, true);
  }

  /** The node that "&label" stands for; one to collect what is added, if it is not there. */
  private Node referenced(final Place place) {
    final String label = reference();
    final Node known = find(label);
    if (known != null) {
      return known;
    }
    final Node added = new Node("&" + label, null, place, false);
    labels.put(label, added);
    return added;
  }

  private Node find(final String reference) {
    return reference.startsWith("/") ? byPath(reference) : labels.get(reference);
  }

  /** The node of a path, or null. */
  Node byPath(final String path) {
    Node node = root;
    for (final String name : path.split("/", -1)) {
      if (node != null && !name.isEmpty()) {
        node = node.children().get(name);
      }
    }
    return node;
  }

  /** A label, or a path that begins with '/'. */
  private String reference() {
    scanner.expect('&', "before a label");
    final String name = scanner.accept('{') ? path() : scanner.word();
    if (name.isEmpty()) {
      throw scanner.place().problem("there must be a label, there is " + scanner.here());
    }
    return name;
  }

  private String path() {
    final StringBuilder path = new StringBuilder();
    while (!scanner.accept('}')) {
      final String word = scanner.word();
      path.append(word);
      if (word.isEmpty()) {
        path.append(separator());
      }
    }
    return path.indexOf("/") == 0 ? path.toString() : "/" + path;
  }

  private char separator() {
    if (scanner.accept('/')) {
      return '/';
    }
    scanner.expect('@', "in a path");
    return '@';
  }

  private void body(final Node node) {
    scanner.expect('{', "before what a node has in it");
    final Place from = scanner.place();
    while (!scanner.accept('}')) {
      if (scanner.isAtEnd()) {
        throw from.problem(
            "there is no '}' for the '{' here, so that " + node.path() + " never ends");
      }
      item(node, false);
    }
    end("after '}'");
  }

  /** One property or node; whether it was a node. */
  private boolean item(final Node node, final boolean outside) {
    if (scanner.accept("/delete-property/")) {
      node.properties().remove(name("a property"));
      end("after the property's name");
      return false;
    }
    if (scanner.accept("/delete-node/")) {
      deleteChild(node);
      return false;
    }
    if (scanner.accept("/include/")) {
      passOverInclude();
      return false;
    }
    scanner.accept("/omit-if-no-ref/");
    scanner.isAtEnd(); // goes to where the item begins
    final Place place = scanner.place();
    final List<String> ownLabels = new ArrayList<>();
    String name = name("a property or a node");
    while (scanner.accept(':')) {
      ownLabels.add(name);
      name = name("a node");
    }
    if (scanner.accept('@')) {
      name = name + "@" + name("a unit address");
    }
    if (scanner.peek() == '{') {
      body(child(node, name, ownLabels, place));
      return true;
    }
    if (outside) {
      throw place.problem("'" + name + "' stands outside of all nodes, and no node begins with it");
    }
    node.properties().put(name, property(name, place));
    return false;
  }

  private String name(final String what) {
    final String name = scanner.word();
    if (name.isEmpty()) {
      throw scanner
          .place()
          .problem("there must be the name of " + what + ", there is " + scanner.here());
    }
    return name;
  }

  private Node child(
      final Node parent, final String name, final List<String> ownLabels, final Place place) {
    Node child = parent.children().get(name);
    if (child == null) {
      if (parent.depth() >= MAX_DEPTH) {
        throw place.problem("nodes are nested more than " + MAX_DEPTH + " deep");
      }
      child = new Node(name, parent, place, true);
      parent.children().put(name, child);
    }
    for (final String label : ownLabels) {
      label(child, label, place);
    }
    return child;
  }

  private void label(final Node node, final String label, final Place place) {
    final Node former = labels.putIfAbsent(label, node);
    if (former == null) {
      node.labels().add(label);
    } else if (!former.isDefined()) {
      throw place.problem("the label " + label + " is defined after it was used in "
          + former.place() + ": give the file that defines it first");
    } else if (former != node) {
      throw place.problem("the label " + label + " belongs to " + former.path() + " of "
          + former.place() + " already");
    }
  }

  private void deleteReferenced() {
    final Node node = find(reference());
    end("after the label");
    if (node != null && node != root) {
      delete(node);
    }
  }

  /** What is not there need not be deleted: the files that define it may not have been given. */
  private void deleteChild(final Node node) {
    if (scanner.peek() == '&') {
      deleteReferenced();
      return;
    }
    String name = name("a node");
    if (scanner.accept('@')) {
      name = name + "@" + name("a unit address");
    }
    end("after the node's name");
    final Node child = node.children().get(name);
    if (child != null) {
      delete(child);
    }
  }

  private void delete(final Node node) {
    if (node.parent() != null) {
      node.parent().children().remove(node.name());
    } else {
      labels.remove(node.name().substring(1)); // it was only added to, as "&label"
    }
    forget(node);
  }

  private void forget(final Node node) {
    node.labels().forEach(labels::remove);
    node.children().values().forEach(this::forget);
  }

  private Property property(final String name, final Place place) {
    final Property property = new Property(name, place);
    if (scanner.accept(';')) {
      return property;
    }
    if (!scanner.accept('=')) {
      throw scanner
          .place()
          .problem("after " + name + " there must be '{', '=' or ';', there is " + scanner.here());
    }
    do {
      value(property);
    } while (scanner.accept(','));
    end("after the property " + name);
    return property;
  }

  private void value(final Property property) {
    final String bits = scanner.accept("/bits/") ? name("a number of bits") : DEFAULT_BITS;
    final char first = scanner.peek();
    final Place place = scanner.place();
    if (scanner.accept('<')) {
      if (bits.equals(DEFAULT_BITS)) {
        cells(property, place);
      } else {
        scanner.skipTo('>', place);
      }
    } else if (scanner.accept('"')) {
      property.add(scanner.string(place));
    } else if (scanner.accept('[')) {
      scanner.skipTo(']', place);
    } else if (scanner.accept("/incbin/")) {
      scanner.skipTo(')', place);
    } else if (first == '&') {
      reference();
    } else {
      Expression.cell(scanner); // a macro that stands for values
    }
  }

  private void cells(final Property property, final Place from) {
    while (!scanner.accept('>')) {
      if (scanner.isAtEnd() || scanner.peek() == ';') {
        throw from.problem("there is no '>' for the '<' here");
      }
      if (scanner.peek() == '&') {
        final Place place = scanner.place();
        property.add(Cell.reference(place, reference()));
      } else {
        property.add(checked(Expression.cell(scanner)));
      }
    }
    property.endGroup();
  }

  /** A cell has 32 bits; a negative number may stand for its lower half. */
  private static Cell checked(final Cell cell) {
    final long high = cell.number() >>> Integer.SIZE;
    if (high != 0 && high != CELL_MASK) {
      throw cell.place()
          .problem("0x" + Long.toHexString(cell.number()) + " is more than a cell's 32 bits hold");
    }
    return cell.macro() == null ? Cell.number(cell.place(), cell.number() & CELL_MASK) : cell;
  }
}
