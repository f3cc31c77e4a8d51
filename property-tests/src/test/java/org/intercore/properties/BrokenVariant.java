package org.intercore.properties;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A class of the library with one thing broken, to show that a hunt can catch it. It is made of the
 * source as it stands: one snippet of it is replaced, and it has to be there exactly once, so a
 * variant cannot silently fall behind the class that it is a variant of.
 */
public enum BrokenVariant {
  /** Two threads can take the same blocks of a word. */
  TAKES_WITHOUT_COMPARING(
      "BlockBitmap",
      "if (words.compareAndSet(index, word, (word | mask(bit, length)) + ONE_TAKING)) {",
      "words.set(index, (word | mask(bit, length)) + ONE_TAKING);\nif (true) {"),

  /** The same, when a certain block is taken, as the largest claim does. */
  TAKES_ONE_WITHOUT_COMPARING(
      "BlockBitmap",
      "if (words.compareAndSet(index, word, (word | mask) + ONE_TAKING)) {",
      "words.set(index, (word | mask) + ONE_TAKING);\nif (true) {"),

  /** What others take while a run is freed is free again, and what they free stays taken. */
  FREES_WITHOUT_COMPARING(
      "BlockBitmap", "words.add(index, -mask);", "words.set(index, words.get(index) & ~mask);"),

  /** What others take while a run is freed is freed, too. */
  FREES_TWICE(
      "BlockBitmap",
      "words.add(index, -mask);",
      "words.add(index, -mask);\nwords.set(index, words.get(index) & ~mask);"),

  /** "There is none" after one reading, whose words were never what was read at the same time. */
  READS_ONCE("BlockBitmap", "if (start == NONE && unchanged) {", "if (start == NONE) {"),

  /** A claim sees the first half of a run free and its second half taken. */
  FREES_ACROSS_WORDS_WITHOUT_LOCK(
      "BlockAllocator",
      "if (awaited || !BlockBitmap.isWithinWord(start, length)) {",
      "if (awaited) {"),

  /** A claim across words that fails at its second half keeps the first. */
  FAILS_WITHOUT_GIVING_BACK("BlockBitmap", "free(start, at - start);", "assert true;"),

  /** A waiter is told that its time is up, although it was given blocks in the last moment. */
  LEAVES_WHAT_WAS_GRANTED("BlockAllocator", "return granted;", "return answer;"),

  /** A waiter sleeps beside what was freed while it entered the line. */
  ENTERS_THE_LINE_WITHOUT_LOOKING(
      "BlockAllocator", "were taken for nobody.\n    serveLine();", "were taken for nobody."),

  /** A waiter sleeps beside what was freed by one who saw no line when he began. */
  FREES_WITHOUT_LOOKING_AT_THE_LINE(
      "BlockAllocator", "wake(tellHead(start, length));", "assert true;"),

  /** Two releases of one run both succeed. */
  RELEASES_WITHOUT_COMPARING(
      "BlockLedger",
      "!entries.compareAndSet(block, now, entry(generation(now), FREE, 0))",
      "!entries.compareAndSet(block, entries.get(block), entry(generation(now), FREE, 0))"),

  /** A message is as long as the peer says. */
  BELIEVES_THE_SIZE("RxBlocks", "if (size < 0 || size > room(block)) {", "if (size < 0) {"),

  /** A message is in whichever block the peer says. */
  BELIEVES_THE_BLOCK(
      "RxBlocks", "if (block < 0 || block >= geometry.blockCount()) {", "if (block < 0) {"),

  /** A release is of whatever the peer says. */
  BELIEVES_THE_RELEASE(
      "TxBlocks",
      "if (block < 0 || block >= geometry.blockCount()) {\n      return Release.NOT_SENT;",
      "if (block > 255) {\n      return Release.NOT_SENT;"),

  /** A message that needs no block is as long as the peer says. */
  BELIEVES_THE_INLINE_LENGTH(
      BrokenVariant.INSTANCE + "/endpoint",
      "Router",
      "if (length < 0 || length > inbox.room()) {",
      "if (length < 0) {"),

  /** Two owners of one token both succeed. */
  MOVES_WITHOUT_COMPARING(
      "BlockLedger",
      "entries.compareAndSet(block, entry, entry(generation(entry), to, length))",
      "entries.compareAndSet(block, entries.get(block), entry(generation(entry), to, length))"),

  /** A sleeper's second look may come before the word that says that it sleeps. */
  ARMS_WITHOUT_A_FENCE(
      BrokenVariant.BELLS,
      "BellLines",
      "no more than a release.\n    VarHandle.fullFence();",
      "no more than a release."),

  /** Who rings may look for sleepers before what it rings for is there. */
  ASKS_WITHOUT_A_FENCE(
      BrokenVariant.BELLS,
      "BellLines",
      "do not see armed here.\n    VarHandle.fullFence();",
      "do not see armed here."),

  /** The same, for sleepers of one process. */
  WAKES_WITHOUT_A_FENCE(
      BrokenVariant.BELLS,
      "Sleepers",
      "do not see here.\n    VarHandle.fullFence();",
      "do not see here."),

  /** Whoever loses its peer leaves to it what it was sent. */
  LEAVES_BLOCKS_WITH_THE_DEAD(
      BrokenVariant.INSTANCE,
      "Icbmsg",
      "undelivered.addAndGet(tx.reclaim() + link.forgetUnreadInline());",
      "undelivered.addAndGet(link.forgetUnreadInline());"),

  /** What was left of a file by one who died while he made it stays for ever. */
  LEAVES_DRAFTS(
      BrokenVariant.INSTANCE + "/rendezvous",
      "Channel",
      "directory.removeDrafts();",
      "assert true;"),

  /** One in some messages that were released leaves its blocks taken. */
  LEAVES_BLOCKS_TAKEN(
      "TxBlocks",
      "if (entry != BlockLedger.STALE) {\n      allocator.free(",
      "if (entry != BlockLedger.STALE && BlockLedger.generation(token) % 8 > 0) {\n"
          + "      allocator.free("),

  /** Each opening leaves a selector's descriptors behind. */
  LEAVES_A_SELECTOR_OPEN(
      BrokenVariant.BELLS,
      "WaitingRoom",
      "selector.close();",
      "selector.wakeup();\nif (selector == null) {\nselector.close();\n}"),

  /** Something small is kept for each message for ever, but it can be reached. */
  KEEPS_WHAT_WAS_RECEIVED(
      "RxBlocks",
      "lengths[block] = (int) size;",
      "lengths[block] = (int) size;\nSystem.getProperties().put(new Object(), new byte[512]);"),

  /** A packet can be seen before its last byte is there. */
  PUBLISHES_BEFORE_THE_LAST_BYTE(
      "icmsg-core/src/main/java/org/intercore/icmsg/ring",
      "PacketRingWriter",
      "words.putInt(position, bytes | words.getInt(position) & PADDING_OF_THREE_BYTES);",
      "publish(start, length);\n"
          + "words.putInt(position, bytes | words.getInt(position) & PADDING_OF_THREE_BYTES);\n"
          + "if (true) return length;"),

  /** A small message can be seen before it is there. */
  PUBLISHES_BEFORE_THE_CONTENT(
      BrokenVariant.INSTANCE + "/slot",
      "SlotWriter",
      "slots.putBytes(slot + CONTENT_OFFSET, source, offset, length);\n"
          + "    publish(ControlMessage.event(ControlMessage.INLINE, address, length), taken);",
      "final int at = slot;\n"
          + "    publish(ControlMessage.event(ControlMessage.INLINE, address, length), taken);\n"
          + "    slots.putBytes(at + CONTENT_OFFSET, source, offset, length);");

  private static final String INSTANCE = "icbmsg/src/main/java/org/intercore/icbmsg";
  private static final String BLOCKS = "icbmsg/src/main/java/org/intercore/icbmsg/block";
  private static final String BELLS = "icmsg-core/src/main/java/org/intercore/icmsg/doorbell";

  private final String directory;
  private final String name;
  private final String snippet;
  private final String replacement;

  BrokenVariant(final String name, final String snippet, final String replacement) {
    this(BrokenVariant.BLOCKS, name, snippet, replacement);
  }

  BrokenVariant(
      final String directory, final String name, final String snippet, final String replacement) {
    this.directory = directory;
    this.name = name;
    this.snippet = snippet;
    this.replacement = replacement;
  }

  /** Compiles variants together; a directory for the class path, before the library's own. */
  public static Path compile(final Set<BrokenVariant> variants) {
    final Path module = Path.of(System.getProperty("basedir", ""));
    // Two test JVMs may want the same variant at the same time.
    final String fork = System.getProperty("icbmsg.fork", "1");
    final Path root =
        module.resolve("target").resolve("broken").resolve(fork).resolve(nameOf(variants));
    try {
      final Path classes = Files.createDirectories(root.resolve("classes"));
      final Set<Path> sources = new LinkedHashSet<>();
      for (final BrokenVariant variant : variants) {
        final String file = variant.directory + "/" + variant.name + ".java";
        final Path source = root.resolve("source").resolve(file);
        // Several variants may break the same class.
        final Path last =
            sources.contains(source) ? source : module.resolve("..").resolve(file);
        final String broken = variant.broken(Files.readString(last));
        Files.createDirectories(source.getParent());
        Files.writeString(source, broken);
        sources.add(source);
      }
      compile(sources, classes);
      return classes.toAbsolutePath();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write " + variants, e);
    }
  }

  static String nameOf(final Set<BrokenVariant> variants) {
    return variants.stream().sorted().map(Enum::name).collect(Collectors.joining("-"));
  }

  private String broken(final String source) {
    final int at = source.indexOf(snippet);
    if (at < 0 || source.indexOf(snippet, at + 1) >= 0) {
      throw new AssertionError(
          this + " has to find its snippet exactly once in " + name + ": " + snippet);
    }
    return source.replace(snippet, replacement);
  }

  private static void compile(final Set<Path> sources, final Path classes) throws IOException {
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    final StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      final List<String> options = List.of("-proc:none", "-g", "-d", classes.toString());
      if (!compiler
          .getTask(errors, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call()) {
        throw new AssertionError(sources + " do not compile: " + errors);
      }
    }
  }
}
