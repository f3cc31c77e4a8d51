package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.intercore.icbmsg.CutFileChild.How;
import org.intercore.icbmsg.layout.LinkFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The file of a channel is cut while a JVM has it mapped. What that JVM can survive, and what it
 * cannot, stands in docs/reliability.md; whatever becomes of it, the next one finds a channel that
 * works.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class CutFileTest {
  @TempDir
  private Path folder;

  private Path directory;
  private Path ready;

  @BeforeEach
  void name() {
    directory = folder.resolve("channels");
    ready = folder.resolve("ready");
  }

  private ChildJvm start(final String compiler, final LinkFormat format, final How how) {
    return ChildJvm.start(
        List.of(compiler, "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + crash()),
        CutFileChild.class,
        directory,
        ready,
        format,
        how);
  }

  private Path crash() {
    return folder.resolve("crash");
  }

  private void cut(final long size) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("prices").toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private void theNextOneFindsNothingInItsWay() {
    try (Icbmsg next = Icbmsg.open(IcbmsgConfig.named("prices").directory(directory));
        Icbmsg other = Icbmsg.open(IcbmsgConfig.named("prices").directory(directory))) {
      assertThat(next.role()).isNotEqualTo(other.role());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, -Xint, 0",
    "NATIVE, -XX:TieredStopAtLevel=4, 4096",
    "ZEPHYR, -Xint, 4096",
    "ZEPHYR, -XX:TieredStopAtLevel=4, 0",
  })
  void anAccessThroughABufferIsAnErrorThatCanBeCaught(
      final LinkFormat format, final String compiler, final long size) throws Exception {
    try (ChildJvm child = start(compiler, format, How.BUFFER)) {
      child.awaitFile(ready);
      cut(size);
      assertThat(child.exitCode()).isEqualTo(CutFileChild.SURVIVED);
    }
    assertThat(Files.readString(folder.resolve("error")))
        .startsWith("java.lang.InternalError: ")
        .contains("unsafe memory access");
    theNextOneFindsNothingInItsWay();
  }

  /** Which JDK and processor let it be an error there too is not for us to say, so both will do. */
  @Test
  void whatWorksOnAddressesMayEndTheProcessAndNothingElse() throws Exception {
    try (ChildJvm child = start("-XX:TieredStopAtLevel=4", LinkFormat.NATIVE, How.CHECKSUM)) {
      child.awaitFile(ready);
      cut(0);
      if (child.end() != CutFileChild.SURVIVED) {
        assertThat(crash()).content().contains("SIGBUS").contains("CRC32C");
      }
    }
    theNextOneFindsNothingInItsWay();
  }
}
