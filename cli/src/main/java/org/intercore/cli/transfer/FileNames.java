package org.intercore.cli.transfer;

import java.nio.charset.StandardCharsets;
import org.intercore.cli.console.Words;

/** Which names may travel: a name, never a path that leads somewhere else. */
final class FileNames {
  private static final int MAX_BYTES = 255;

  private FileNames() {}

  /** What is wrong with a name, or null. The receiver asks too: the sender may be anybody. */
  static String problem(final String name) {
    if (name.isEmpty()) {
      return "the name is empty";
    }
    if (name.equals(".") || name.equals("..")) {
      return "'" + name + "' is a directory, not a name";
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      return "the name '" + Words.printable(name) + "' has a separator in it";
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return "the name '" + Words.printable(name) + "' has control characters in it";
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "the name is longer than " + MAX_BYTES + " bytes";
    }
    return null;
  }
}
