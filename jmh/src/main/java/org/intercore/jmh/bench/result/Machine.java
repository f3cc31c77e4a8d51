package org.intercore.jmh.bench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What it was measured on.
 *
 * @param cpu the model
 * @param cores as the JVM counts them
 * @param caches level, kind and size of the first core's, or unknown
 * @param memoryMib all there is, 0 if unknown
 * @param isVirtual whether a hypervisor says that it is there; false if unknown
 * @param load how many threads wanted a core in the minute before, below 0 if unknown
 * @param kernel of the operating system
 * @param jdk version and maker
 */
public record Machine(
    String cpu,
    int cores,
    String caches,
    long memoryMib,
    boolean isVirtual,
    double load,
    String kernel,
    String jdk) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Pattern HYPERVISOR = Pattern.compile("\\bhypervisor\\b");
  private static final String UNKNOWN = "unknown";
  private static final int KIB_PER_MIB = 1024;

  /** This one, now: before anything is measured, the load is that of other programs. */
  public static Machine current() {
    return new Machine(
        field(CPU_INFO, "model name").orElse(UNKNOWN),
        Runtime.getRuntime().availableProcessors(),
        allCaches(),
        field(MEMORY_INFO, "MemTotal")
            .map(size -> Long.parseLong(size.replaceAll("\\D", "")) / KIB_PER_MIB)
            .orElse(0L),
        field(CPU_INFO, "flags")
            .filter(flags -> HYPERVISOR.matcher(flags).find())
            .isPresent(),
        Math.rint(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 10) / 10,
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor"));
  }

  /** The first line of that name in a file of names, colons and values. */
  private static Optional<String> field(final Path file, final String name) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (final IOException e) {
      return Optional.empty();
    }
  }

  private static String allCaches() {
    if (!Files.isReadable(CACHES)) {
      return UNKNOWN;
    }
    try (Stream<Path> caches = Files.list(CACHES)) {
      final String all = caches
          .filter(path -> path.getFileName().toString().startsWith("index"))
          .sorted()
          .map(Machine::cache)
          .collect(Collectors.joining(", "));
      return all.isEmpty() ? UNKNOWN : all;
    } catch (final IOException | UncheckedIOException e) {
      return UNKNOWN;
    }
  }

  private static String cache(final Path cache) {
    try {
      final String type = Files.readString(cache.resolve("type")).trim();
      return "L" + Files.readString(cache.resolve("level")).trim()
          + switch (type) {
            case "Data" -> "d";
            case "Instruction" -> "i";
            default -> "";
          }
          + " " + Files.readString(cache.resolve("size")).trim();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return cpu + ", " + cores + " cores" + (isVirtual ? " of a virtual machine" : "") + ", caches "
        + caches + ", " + memoryMib + " MiB, load " + load + " before, " + kernel + ", JDK " + jdk;
  }
}
