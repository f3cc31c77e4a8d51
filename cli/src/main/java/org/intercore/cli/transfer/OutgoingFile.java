package org.intercore.cli.transfer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.cli.console.CommandFailure;

/**
 * A file that is to be sent.
 *
 * @param path where it is
 * @param name what it is to be called there
 */
record OutgoingFile(Path path, String name) {
  /** Looks at all files before the first is sent; fails with a sentence if one cannot be sent. */
  static List<OutgoingFile> of(final List<Path> paths) {
    final Map<String, OutgoingFile> byName = new LinkedHashMap<>();
    for (final Path path : paths) {
      final OutgoingFile file = of(path);
      final OutgoingFile before = byName.putIfAbsent(file.name, file);
      if (before != null) {
        throw new CommandFailure(
            before.path + " and " + path + " would both arrive as '" + file.name + "'");
      }
    }
    return List.copyOf(byName.values());
  }

  private static OutgoingFile of(final Path path) {
    if (Files.isDirectory(path)) {
      throw new CommandFailure(path + " is a directory; only files can be sent");
    }
    if (!Files.exists(path)) {
      throw new CommandFailure(path + " does not exist");
    }
    if (!Files.isRegularFile(path)) {
      throw new CommandFailure(path + " is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw new CommandFailure("no permission to read " + path);
    }
    final String name = path.getFileName().toString();
    final String problem = FileNames.problem(name);
    if (problem != null) {
      throw new CommandFailure(path + " cannot be sent: " + problem);
    }
    return new OutgoingFile(path, name);
  }
}
