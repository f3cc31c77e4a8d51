package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two real processes that were started without any flag, or one of them. */
class WithoutFlagTest {
  private static final long MESSAGES = 300;
  private static final String WELL = "drained 0, 0 blocks in use, 0 runs, faults {}";

  @TempDir
  Path folder;

  /** The kind of buffers is each process's own business: the wire is the same. */
  @ParameterizedTest
  @CsvSource({"NATIVE, jdk, jdk", "NATIVE, agrona, jdk", "ZEPHYR, jdk, agrona"})
  @Timeout(300)
  void exchangeMessagesOverANamedChannel(
      final LinkFormat format, final String first, final String second) throws Exception {
    final long seed = System.nanoTime();
    try (ChildJvm near = start(format, first, seed);
        ChildJvm far = start(format, second, ~seed)) {
      assertThat(near.awaitFile(report(seed))).as("seed %d", seed).isEqualTo(WELL);
      assertThat(far.awaitFile(report(~seed))).as("seed %d", seed).isEqualTo(WELL);
      near.ask();
      far.ask();
      assertThat(List.of(near.exitCode(), far.exitCode())).containsExactly(0, 0);
    }
  }

  private Path report(final long seed) {
    return folder.resolve("report" + seed);
  }

  private ChildJvm start(final LinkFormat format, final String kind, final long seed) {
    final String said = format.name().toLowerCase(Locale.ROOT);
    final List<String> options = List.of("-Dicbmsg.instance.traffic.format=" + said);
    final Path channels = folder.resolve("channels");
    return kind.equals("jdk")
        ? ChildJvm.startWithoutFlag(
            options, FlagFreeChild.class, channels, MESSAGES, seed, report(seed))
        : ChildJvm.start(options, TrafficChild.class, channels, MESSAGES, seed, report(seed));
  }

  /** Sees to it that it is what it is to be. */
  static final class FlagFreeChild {
    public static void main(final String[] arguments) throws Exception {
      if (!Buffers.kind().equals("jdk")) {
        throw new AssertionError("started without the flag, but buffers are " + Buffers.kind());
      }
      TrafficChild.main(arguments);
    }
  }
}
