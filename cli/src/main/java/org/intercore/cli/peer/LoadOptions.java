package org.intercore.cli.peer;

import org.intercore.cli.console.SizeRange;
import picocli.CommandLine.Option;

/** What {@code --mode load} sends. */
final class LoadOptions {
  private static final int LARGEST_BY_DEFAULT = 2500;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Messages that load sends in all (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--sizes",
      paramLabel = "MIN-MAX",
      converter = SizeRange.Converter.class,
      description = "Their sizes (default: 1-2500, or less if the regions are smaller).")
  private SizeRange sizes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Sizes and contents follow from it (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Give load up when nothing comes that long (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  /** What cannot be, in a sentence, or null. */
  String problem() {
    if (count < 1) {
      return "--count must be 1 or more, but is " + count;
    }
    return timeoutSeconds < 1 ? "--timeout must be 1 or more, but is " + timeoutSeconds : null;
  }

  /** The messages' content; IllegalArgumentException if they do not fit both ways. */
  SeededContent content(final PeerSide side) {
    final int largest = Math.min(side.maxSend(), side.maxReceive());
    if (sizes != null && sizes.max() > largest) {
      throw new IllegalArgumentException("--sizes goes up to " + sizes.max()
          + " bytes, but the largest message that fits both ways has " + largest);
    }
    return new SeededContent(
        seed, sizes == null ? new SizeRange(1, Math.min(LARGEST_BY_DEFAULT, largest)) : sizes);
  }

  long count() {
    return count;
  }

  int timeoutSeconds() {
    return timeoutSeconds;
  }
}
