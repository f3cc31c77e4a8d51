package org.intercore.cli.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Words;

/**
 * What became of one file.
 *
 * @param name its name
 * @param bytes that the receiver has stored, 0 if it failed
 * @param sha256 of what the receiver has stored, or null if it failed
 * @param error why it failed, or null
 */
record FileResult(String name, long bytes, String sha256, String error) {
  static FileResult stored(final String name, final long bytes, final byte[] digest) {
    return new FileResult(name, bytes, Words.hex(digest), null);
  }

  static FileResult failed(final String name, final String error) {
    return new FileResult(name, 0, null, error);
  }

  boolean isFine() {
    return error == null;
  }

  /** A line for people. */
  String toLine(final String verb) {
    return isFine()
        ? verb + " " + name + ", " + Words.count(bytes, "byte") + ", SHA-256 " + sha256
        : Words.printable("failed " + name + ": " + error);
  }

  /** The line for machines. */
  static String toJson(final List<FileResult> results) {
    final List<Object> files = new ArrayList<>();
    long failed = 0;
    for (final FileResult result : results) {
      final Map<String, Object> file = new LinkedHashMap<>();
      file.put("name", result.name);
      file.put("ok", result.isFine());
      file.put("bytes", result.bytes);
      file.put("sha256", result.sha256);
      file.put("error", result.error);
      files.add(file);
      failed += result.isFine() ? 0 : 1;
    }
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("files", files);
    all.put("failed", failed);
    return JsonLine.of(all);
  }
}
