package org.intercore.icmsg.devicetree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node: properties and nodes under it. A later property of the same name replaces the former. */
final class Node {
  private final String name;
  private final Node parent;
  private final Place place;
  private final boolean defined;
  private final int depth;
  private final Map<String, Property> properties = new LinkedHashMap<>();
  private final Map<String, Node> children = new LinkedHashMap<>();
  private final List<String> labels = new ArrayList<>();

  /** A node of the tree; one that is not {@code defined} is only added to, by an overlay. */
  Node(final String name, final Node parent, final Place place, final boolean defined) {
    this.name = name;
    this.parent = parent;
    this.place = place;
    this.defined = defined;
    this.depth = parent == null ? 0 : parent.depth + 1;
  }

  String name() {
    return name;
  }

  Node parent() {
    return parent;
  }

  Place place() {
    return place;
  }

  int depth() {
    return depth;
  }

  boolean isDefined() {
    return defined;
  }

  Map<String, Property> properties() {
    return properties;
  }

  Map<String, Node> children() {
    return children;
  }

  List<String> labels() {
    return labels;
  }

  Property property(final String property) {
    return properties.get(property);
  }

  Property require(final String property) {
    final Property found = properties.get(property);
    if (found == null) {
      throw place.problem("the node " + path() + " has no property " + property + hint());
    }
    return found;
  }

  /** What may help somebody who misses something of this node. */
  String hint() {
    return defined
        ? ""
        : " here: it is added to, but defined nowhere; give the files of its board first";
  }

  String path() {
    if (parent == null) {
      return defined ? "/" : name;
    }
    final String above = parent.path();
    return above.equals("/") ? above + name : above + "/" + name;
  }
}
