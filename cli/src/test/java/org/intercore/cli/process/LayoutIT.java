package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutIT extends Processes {
  @Test
  void exitCodesAreTheProcesss() {
    assertThat(layout("0x800").succeeds().json())
        .containsEntry("tx.block_size", 100.0)
        .containsEntry("rx.block_size", 48.0);
    final CommandProcess tooSmall = layout("0x100");
    assertThat(tooSmall.exitCode()).isEqualTo(2);
    assertThat(tooSmall.out()).isEmpty();
    assertThat(tooSmall.err()).contains("256").doesNotContain("Exception");
  }

  @Test
  void theJarKnowsItsVersion() {
    assertThat(start("--version").succeeds().out()).matches("icbmsg \\d+\\.\\d+[^$]*");
  }

  private CommandProcess layout(final String regionSize) {
    return start(
        "layout", "--region-size", regionSize, "--tx-blocks", 16, "--rx-blocks", 32, "--json");
  }
}
