package org.intercore.bridge.control;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A class of the bridge with one thing broken, the test that has to find it, and what that says then. It
 * is made of the source as it stands: one snippet is replaced, which has to be there exactly once.
 */
enum BrokenBridge {
  /** A message is as long as its frame, whatever was announced. */
  BELIEVES_THE_LENGTH(
      "InStream",
      "requireNothingBegun();\n    if (whole != length) {",
      "requireNothingBegun();\n    if (whole < 0) {",
      BrokenBridge.LIES,
      "the fault FRAGMENT"),

  /** A frame of any session is one of this. */
  BELIEVES_THE_SESSION(
      "InStream",
      "if (!open || Frame.tagOf(word) != tag) {",
      "if (!open) {",
      BrokenBridge.LIES,
      "the fault FRAME_SESSION"),

  /** A message of a pack may end behind the frame. */
  BELIEVES_THE_PACK(
      "InStream",
      "if (next > left) {",
      "if (next > left + 1) {",
      BrokenBridge.LIES,
      "the fault FRAGMENT"),

  /** A message without an end keeps its blocks, so that the next lie waits for them for ever. */
  KEEPS_BLOCKS(
      "InStream", "to.drop(block);", "assert to != null;", BrokenBridge.LIES, "the fault FRAGMENT"),

  /** A pack that found no block in its middle comes again from its beginning. */
  FORGETS_WHAT_WAS_UNPACKED(
      "InStream",
      "if (hand(buffer, at, next) == Action.ABORT) {",
      "if (hand(buffer, at, next) == Action.ABORT) {\n        unpacked = 0;",
      BrokenBridge.FULL,
      "all have arrived"),

  /** A long message does not wait for the short ones before it. */
  OVERTAKES(
      "OutStream",
      "if (!ship() || !offer(buffer, offset, length, Frame.DATA)) {",
      "if (!offer(buffer, offset, length, Frame.DATA)) {",
      BrokenBridge.ORDER,
      "[message 0]");

  private static final String LIES =
      "org.intercore.bridge.HostileBridgeTest#eachLieIsCountedOnceAndCostsNothing";
  private static final String FULL = "org.intercore.bridge.AeronBridgeTest"
      + "#aFullFarSideIsFeltByTheNearSenderAndNothingIsLost(int)";
  private static final String ORDER = "org.intercore.bridge.AeronBridgeTest"
      + "#shortAndLongMessagesThatAreTakenTogetherKeepTheirOrder";
  private static final String PACKAGE = "src/main/java/org/intercore/bridge/lane";

  private final String name;
  private final String snippet;
  private final String replacement;
  private final String test;
  private final String finding;

  BrokenBridge(
      final String name,
      final String snippet,
      final String replacement,
      final String test,
      final String finding) {
    this.name = name;
    this.snippet = snippet;
    this.replacement = replacement;
    this.test = test;
    this.finding = finding;
  }

  /** The test that has to find it: class, method, parameters. */
  String test() {
    return test;
  }

  /** What that has to say. */
  String finding() {
    return finding;
  }

  /** Compiles it; a directory for the class path. */
  Path compile(final Path module, final Path into) throws IOException {
    final String file = name + ".java";
    final String source = Files.readString(module.resolve(PACKAGE).resolve(file));
    final int at = source.indexOf(snippet);
    if (at < 0 || source.indexOf(snippet, at + 1) >= 0) {
      throw new AssertionError(this + " has to find its snippet exactly once in " + file);
    }
    final Path classes = Files.createDirectories(into.resolve(name()).resolve("classes"));
    final Path broken = into.resolve(name()).resolve(file);
    Files.writeString(broken, source.replace(snippet, replacement));
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    final StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      final List<String> options = List.of("-proc:none", "-g", "-d", classes.toString());
      if (!compiler
          .getTask(errors, files, null, options, null, files.getJavaFileObjects(broken))
          .call()) {
        throw new AssertionError(this + " does not compile: " + errors);
      }
    }
    return classes;
  }
}
