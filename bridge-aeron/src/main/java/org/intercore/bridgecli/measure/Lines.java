package org.intercore.bridgecli.measure;

import java.nio.file.Path;

/** The ways that are measured, as they are written in the arguments of a process. */
enum Lines {
  /** Plain Aeron. */
  AERON("aeron"),
  /** Programs with a bridge each on their own thread. */
  EMBEDDED("bridge in the program"),
  /** Programs with a bridge each in a process of its own. */
  BRIDGED("bridge of its own");

  private static final int LONGEST = 200_000;
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

  static String uri(final int port) {
    return LOCALHOST + port;
  }

  /** What to call it in a table. */
  String words() {
    return words;
  }

  /** The channel of one side. */
  String channel(final int side) {
    return "measured-" + name().toLowerCase(java.util.Locale.ROOT) + "-" + side;
  }

  /**
   * Opens one.
   *
   * @param args its name, the directory, the side 0 or 1, the port to send to, the port to listen at
   */
  static Line open(final String... args) {
    final Lines what = valueOf(args[0]);
    final Path directory = Path.of(args[1]);
    final String channel = what.channel(Integer.parseInt(args[2]));
    final String to = LOCALHOST + args[3];
    final String at = LOCALHOST + args[4];
    return switch (what) {
      case AERON -> new AeronLine(directory, to, at, LONGEST);
      case EMBEDDED -> new EmbeddedLine(directory, channel, to, at, LONGEST);
      case BRIDGED -> new InstanceLine(directory, channel, LONGEST);
    };
  }
}
