package org.intercore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.intercore.cli.console.StopSignal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told without a second process: the parser, the help, the geometry. */
class CommandLineTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "send", "receive", "layout", "clean", "peer"})
  void everyCommandHasHelpWithAnExample(final String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: icbmsg " + command, "EXAMPLE", "EXIT CODES");
  }

  @Test
  void namesTheCommandsButNotTheHiddenOne() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("demo", "send", "receive", "layout", "clean", "peer", "bench", "bridge")
        .doesNotContain("demo-peer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "demo --blocks 15",
        "demo --blocks 257",
        "demo --block-size 100",
        "demo --message-blocks 65",
        "demo a b",
        "send --channel x",
        "send file",
        "receive --channel x",
        "clean --blocks 3",
        "clean file",
        "layout --region-size 2k --tx-blocks 16",
        "layout --region-size 2x --tx-blocks 16 --rx-blocks 16",
        "layout --region-size 2k --tx-blocks 0 --rx-blocks 16",
        "layout --region-size 2k --tx-blocks 16 --rx-blocks 257",
        "layout --region-size 2k --tx-blocks 16 --rx-blocks 16 --alignment 12",
        "layout --region-size 2k --tx-blocks 16 --rx-blocks 16 --word-size 16",
        "peer --file f --tx-offset 0 --tx-size 1k --rx-offset 1k --rx-size 1k --mode dance",
        "peer --file f --tx-offset 0 --tx-size 1k --rx-offset 1k --rx-size 1k --mode echo",
        "peer --file f --tx-offset 0 --tx-size 1k --rx-offset 1k --rx-size 1k --mode echo"
            + " --kind icmsg --tx-blocks 3"
      })
  void wrongUsageIsTwoAndOneSentence(final String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("icbmsg").contains("--help");
  }

  /** The numbers were recorded from the reference implementation. */
  @Test
  void computesTheGeometryOfARecordedInstance() {
    assertThat(run(("layout --region-size 0x800 --tx-blocks 16 --rx-blocks 16 --alignment 32"
                + " --word-size 32 --json")
            .split(" ")))
        .isZero();
    final String region = "{\"region_size\":2048,\"icmsg_area\":320,\"ring_data_offset\":36,"
        + "\"ring_data_length\":284,\"blocks_offset\":320,\"block_size\":108,\"block_count\":16,"
        + "\"max_payload\":1724}";
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("{\"tx\":" + region + ",\"rx\":" + region + "}");
  }

  @Test
  void computesBothDirectionsWhereTheyDiffer() {
    run("layout --region-size 0x800 --rx-region-size 4k --tx-blocks 16 --rx-blocks 32 --json"
        .split(" "));
    // By hand: 8 + 2*8 + 8*48 = 408; (2048 - 408) / 16 -> 100; (4096 - 408) / 32 -> 112.
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"tx\":{\"region_size\":2048,\"icmsg_area\":448", "\"block_size\":100")
        .contains("\"rx\":{\"region_size\":4096,\"icmsg_area\":512", "\"block_size\":112")
        .contains("\"max_payload\":1596", "\"max_payload\":3580");
  }

  @Test
  void drawsBothRegions() {
    assertThat(run(
            "layout --region-size 0x800 --tx-blocks 16 --rx-blocks 32 --unbound enable".split(" ")))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "tx-region", "rx-region", "rd_idx", "handshake", "wr_idx", "block 15", "block 31");
  }

  @Test
  void aRegionOneWordTooSmallIsRefusedWithItsNumbers() {
    // 8 + 2*8 + 8*32 = 280 for the ring, and 16 blocks of 4 bytes.
    assertThat(run("layout --region-size 344 --tx-blocks 16 --rx-blocks 16".split(" ")))
        .isZero();
    assertThat(run("layout --region-size 340 --tx-blocks 16 --rx-blocks 16".split(" ")))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("340", "344");
  }

  @Test
  void whatIsMissingIsOneSentence() {
    assertThat(run("demo", "/no/such/file")).isEqualTo(1);
    assertThat(run("send", "--channel", "c", "/no/such/file")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "icbmsg demo: /no/such/file does not exist",
            "icbmsg send: /no/such/file does not exist");
  }

  private static int run(final String... arguments) {
    return Main.commandLine(new StopSignal()).execute(arguments);
  }
}
