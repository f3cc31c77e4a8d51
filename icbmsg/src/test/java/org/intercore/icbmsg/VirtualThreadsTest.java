package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Before JDK 24 a virtual thread in a monitor keeps its carrier, and a selector is one. */
@EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "this JDK pins virtual threads")
@Timeout(60)
class VirtualThreadsTest {
  @TempDir
  private Path folder;

  @Test
  void theyWaitWithoutKeepingTheirCarrier() throws Exception {
    try (ChildJvm child = ChildJvm.start(
        List.of(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1"),
        VirtualThreadsChild.class,
        folder.resolve("dir"))) {
      assertThat(child.exitCode()).isZero();
    }
  }
}
