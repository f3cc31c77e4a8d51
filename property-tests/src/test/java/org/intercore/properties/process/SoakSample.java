package org.intercore.properties.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.intercore.icbmsg.Icbmsg;

/**
 * What a process of a {@link Soak} uses while all is quiet.
 *
 * @param heapKb used after a collection
 * @param residentKb as the kernel counts it
 * @param descriptors that are open
 * @param threads as the kernel counts them
 * @param channelMappings of the channel's file
 * @param mappings of anything
 * @param txBlocks that are not free
 * @param rxRuns that are held
 * @param verified messages since it began
 * @param refused claims since it began
 * @param held messages since it began
 * @param registrations of the guest since it began
 */
record SoakSample(
    long heapKb,
    long residentKb,
    long descriptors,
    long threads,
    long channelMappings,
    long mappings,
    long txBlocks,
    long rxRuns,
    long verified,
    long refused,
    long held,
    long registrations) {
  private static final Path SELF = Path.of("/proc/self");
  private static final int COLLECTIONS = 2;
  private static final int KB = 1024;

  static SoakSample take(final Icbmsg instance, final Path directory, final SoakFigures figures)
      throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    final List<String> maps = Files.readAllLines(SELF.resolve("maps"));
    try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"))) {
      return new SoakSample(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / KB,
          status("VmRSS:"),
          descriptors.count(),
          status("Threads:"),
          maps.stream().filter(line -> line.contains(directory.toString())).count(),
          maps.size(),
          instance.txBlocksInUse(),
          instance.rxRunsInUse(),
          figures.verified.get(),
          figures.refused.get(),
          figures.held.get(),
          figures.registrations.get());
    }
  }

  private static long status(final String name) throws IOException {
    for (final String line : Files.readAllLines(SELF.resolve("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("/proc/self/status says nothing of " + name);
  }

  /** As {@link #toString()} has it, after the word of the answer. */
  static SoakSample parse(final String[] words) {
    final List<Long> all = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      all.add(Long.parseLong(words[i]));
    }
    return new SoakSample(
        all.get(0),
        all.get(1),
        all.get(2),
        all.get(3),
        all.get(4),
        all.get(5),
        all.get(6),
        all.get(7),
        all.get(8),
        all.get(9),
        all.get(10),
        all.get(11));
  }

  static String heading() {
    return row("heap KB", "RSS KB", "fds", "threads", "maps", "(channel)", "tx", "rx", "verified");
  }

  String row() {
    return row(
        heapKb,
        residentKb,
        descriptors,
        threads,
        mappings,
        channelMappings,
        txBlocks,
        rxRuns,
        verified);
  }

  private static String row(final Object... columns) {
    return Stream.of(columns)
        .map(column -> String.format(Locale.ROOT, "%9s", column))
        .collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return Stream.of(
            heapKb,
            residentKb,
            descriptors,
            threads,
            channelMappings,
            mappings,
            txBlocks,
            rxRuns,
            verified,
            refused,
            held,
            registrations)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }
}
