package org.intercore.jmh.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What it was measured on.
 *
 * @param cpu the model
 * @param cores as the JVM counts them
 * @param kernel of the operating system
 * @param jdk version and maker
 */
public record Machine(String cpu, int cores, String kernel, String jdk) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** This one. */
  public static Machine current() {
    return new Machine(
        model(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor"));
  }

  private static String model() {
    if (!Files.isReadable(CPU_INFO)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (final IOException e) {
      return "unknown";
    }
  }

  @Override
  public String toString() {
    return cpu + ", " + cores + " cores, " + kernel + ", JDK " + jdk;
  }
}
