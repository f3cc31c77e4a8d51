package org.intercore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The transport that the test kit's page shows is a whole one. */
class ReadmeTest {
  private static final Path KIT_README = Path.of("README.md");

  @Test
  void theTransportOfTheTestKitsReadmeKeepsTheContract(@TempDir final Path classes)
      throws Exception {
    final String example = Snippets.of(KIT_README, "java").stream()
        .filter(block -> block.startsWith("import"))
        .findFirst()
        .orElseThrow();
    assertThat(Snippets.compile(List.of(example), classes)).isEmpty();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      final Events tests = EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(loader.loadClass("BufferQueueTest")))
          .execute()
          .testEvents();
      assertThat(tests.failed().list()).isEmpty();
      assertThat(tests.succeeded().count()).isGreaterThan(15);
      assertThat(tests.aborted().count()).as("skipped").isPositive();
    }
  }
}
