package org.intercore.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Does what the example's README says, in four processes, and sees what it says one sees. */
@DisabledOnOs(OS.WINDOWS)
class TwoHostsIT {
  private static final long PATIENCE_SECONDS = 120;
  private static final Path ROOT = Path.of(System.getProperty("icbmsg.root"));
  private static final Path TEXT =
      ROOT.resolve("bridge-aeron/src/main/java/org/intercore/twohosts/README.md");
  private static final Pattern TERMINAL =
      Pattern.compile("Terminal \\d, .*:\n\n```\n\\$ (.*)\n((?:.*\n)*?)```");

  @TempDir
  private Path directory;

  private record Terminal(Process process, String expected, Path out) {
    String seen() {
      try {
        return Files.readString(out);
      } catch (final IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    boolean isThrough() {
      return seen().equals(expected);
    }
  }

  @Test
  void doesWhatTheTextSays() throws Exception {
    final int[] ports = Ports.free(2);
    final List<Terminal> terminals = new ArrayList<>();
    final Matcher next = TERMINAL.matcher(Files.readString(TEXT));
    try {
      while (next.find()) {
        final String command = next.group(1)
            .replace("40123", Integer.toString(ports[0]))
            .replace("40124", Integer.toString(ports[1]));
        terminals.add(start(command, next.group(2), terminals.size()));
      }
      assertThat(terminals).hasSize(4);

      final long startNs = System.nanoTime();
      while (!terminals.stream().allMatch(Terminal::isThrough)
          && System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        Thread.sleep(10);
      }

      for (final Terminal terminal : terminals) {
        assertThat(terminal.seen()).isEqualTo(terminal.expected());
      }
    } finally {
      for (final Terminal terminal : terminals) {
        terminal.process().destroy();
        terminal.process().waitFor();
      }
    }
  }

  private Terminal start(final String command, final String expected, final int number)
      throws IOException {
    final Path out = directory.resolve("terminal" + number);
    final ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command)
        .directory(ROOT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(out.toFile());
    builder.environment().put("ICBMSG_JAVA_OPTS", "-Dicbmsg.dir=" + directory.resolve("channels"));
    return new Terminal(builder.start(), expected, out);
  }
}
