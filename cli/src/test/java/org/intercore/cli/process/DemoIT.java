package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoIT extends Processes {
  private static final int SIZE = 3_000_001;

  @ParameterizedTest
  @ValueSource(ints = {16, 256})
  void sendsAFileThroughFewAndManyBlocks(final int blocks) {
    final CommandProcess demo =
        start("demo", "--json", "--blocks", blocks, file("sent", SIZE)).succeeds();
    assertThat(demo.err().lines()).doesNotHaveDuplicates();
    final Map<String, Object> json = demo.json();
    assertThat(json)
        .containsEntry("bytes", (double) SIZE)
        .containsEntry("sha256_match", true)
        .containsEntry("echo_mismatches", 0.0)
        .containsEntry("blocks_leaked", 0.0)
        .containsKey("mb_per_s");
    assertThat((double) json.get("max_blocks_in_use")).isBetween(1.0, (double) blocks);
    assertThat((double) json.get("echo_round_trips")).isGreaterThanOrEqualTo(1_000);
    assertThat((double) json.get("echo_p50_ns")).isPositive();
    assertThat((double) json.get("echo_p999_ns"))
        .isGreaterThanOrEqualTo((double) json.get("echo_p99_ns"));
  }

  @Test
  void printsATableForPeopleEvenOfAnEmptyFile() {
    final CommandProcess demo =
        start("demo", "--block-size", 64, file("sent", 0)).succeeds();
    assertThat(demo.out())
        .contains(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "MB/s",
            "p99.9",
            "blocks lost          0");
  }

  @Test
  void saysThatThePeerWasKilled() {
    final CommandProcess demo = start(
        "demo",
        "--blocks",
        16,
        "--block-size",
        64,
        "--message-blocks",
        1,
        file("sent", 50_000_000));
    final ProcessHandle peer = peerOf(demo);
    peer.destroyForcibly();
    demo.fails("icbmsg demo: the peer process");
    assertThat(peer.isAlive()).isFalse();
  }

  @Test
  void thePeerDoesNotOutliveAKilledDemo() {
    final CommandProcess demo = start(
        "demo",
        "--blocks",
        16,
        "--block-size",
        64,
        "--message-blocks",
        1,
        file("sent", 50_000_000));
    final ProcessHandle peer = peerOf(demo);
    demo.kill();
    assertThat(peer.onExit()).succeedsWithin(Duration.ofSeconds(60));
  }

  @Test
  void aSignalEndsBoth() {
    final CommandProcess demo = start(
        "demo",
        "--blocks",
        16,
        "--block-size",
        64,
        "--message-blocks",
        1,
        file("sent", 50_000_000));
    final ProcessHandle peer = peerOf(demo);
    demo.terminate();
    demo.fails("stopped by a signal");
    assertThat(peer.isAlive()).isFalse();
  }

  /** Slow enough to be met in the middle: messages of one small block. */
  private CommandProcess startSlowly() {
    return start(
        "demo",
        "--blocks",
        16,
        "--block-size",
        64,
        "--message-blocks",
        1,
        file("sent", 50_000_000));
  }

  private static ProcessHandle peerOf(final CommandProcess demo) {
    demo.says("sending");
    return demo.handle().children().findFirst().orElseThrow();
  }
}
