package org.intercore.bridgecli.measure;

import io.aeron.CommonContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.agrona.LangUtil;
import org.agrona.concurrent.IdleStrategy;
import org.intercore.bridge.engine.Engine;
import org.intercore.bridgecli.idle.Idle;

/** The ways that are measured, as they are written in the arguments of a process. */
enum Lines {
  /** Plain Aeron with its drivers on the programs' threads: two threads in all. */
  AERON("aeron"),
  /** Plain Aeron with its drivers in processes of their own, as it is mostly run: four threads. */
  DRIVEN("aeron, driver of its own"),
  /** One instance that both programs share, without any network: two threads. */
  LOCAL("one instance"),
  /** Programs with a bridge each on their own thread: two threads. */
  EMBEDDED("bridge in the program"),
  /** Programs with a bridge each in a process of its own: four threads. */
  BRIDGED("bridge of its own");

  private static final int LONGEST = 200_000;
  private static final Duration LIVENESS = Duration.ofSeconds(60);
  private static final int BLOCKS = 4096;
  private static final int BLOCK_SIZE = 512;
  private static final String LOCALHOST = "aeron:udp?endpoint=127.0.0.1:";

  private final String words;

  Lines(final String words) {
    this.words = words;
  }

  /** Blocks of each instance, in each direction. */
  static int blocks() {
    return BLOCKS;
  }

  static int blockSize() {
    return BLOCK_SIZE;
  }

  static int longest() {
    return LONGEST;
  }

  /** Longer than all other lines' turns, in which this one's near side does not work. */
  static Duration liveness() {
    return LIVENESS;
  }

  static String uri(final int port) {
    return LOCALHOST + port;
  }

  /** What to call it in a table. */
  String words() {
    return words;
  }

  /** What it is compared with: as many threads, which pass a message on as often; null if nothing. */
  Lines rival() {
    return switch (this) {
      case EMBEDDED -> AERON;
      case BRIDGED -> DRIVEN;
      default -> null;
    };
  }

  /** The channel of one side. */
  String channel(final int side) {
    final int of = this == LOCAL ? 0 : side;
    return "measured-" + name().toLowerCase(Locale.ROOT) + "-" + of;
  }

  /** Where the driver of one side is if it has a process of its own: beside those that have none. */
  static Path driver(final Path directory, final int side) {
    return Path.of(
        CommonContext.getAeronDirectoryName() + "-" + directory.getFileName() + "-" + side);
  }

  /** What all processes do when there is nothing to do: out of the way while it is another's turn. */
  static IdleStrategy idle() {
    return Idle.SLEEP.strategy();
  }

  /**
   * Opens one.
   *
   * @param args its name, the directory, the side 0 or 1, the port to send to, the port to listen at
   */
  static Line open(final String... args) {
    final Lines what = valueOf(args[0]);
    final Path directory = Path.of(args[1]);
    final int side = Integer.parseInt(args[2]);
    final String channel = what.channel(side);
    final String to = LOCALHOST + args[3];
    final String at = LOCALHOST + args[4];
    return switch (what) {
      case AERON ->
        new AeronLine(Engine.embedded(directory + at, LangUtil::rethrowUnchecked), to, at, LONGEST);
      case DRIVEN ->
        new AeronLine(
            Engine.external(driver(directory, side), LangUtil::rethrowUnchecked), to, at, LONGEST);
      case LOCAL, BRIDGED -> new InstanceLine(directory, channel, LONGEST);
      case EMBEDDED -> new EmbeddedLine(directory, channel, to, at, LONGEST);
    };
  }
}
