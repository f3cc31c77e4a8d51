package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The values of a devicetree instead of options. */
class DevicetreeIT extends Processes {
  private static final String BOARD = """
      / {
        shm {
          down: shm@20070000 { reg = <0x20070000 0x8000>; };
          up: shm@20078000 { reg = <0x20078000 0x8000>; };
        };
        ipc {
          ipc0: ipc0 {
            compatible = "zephyr,ipc-icbmsg";
            tx-region = <&down>;
            rx-region = <&up>;
            tx-blocks = <16>;
            rx-blocks = <32>;
          };
          ipc1: ipc1 {
            compatible = "zephyr,ipc-icmsg";
            tx-region = <&up>;
            rx-region = <&down>;
            dcache-alignment = <32>;
          };
        };
      };
      """;

  private Path board() {
    return write(path("board.dts"), BOARD.getBytes(StandardCharsets.UTF_8));
  }

  private Path overlay(final String text) {
    return write(path("app.overlay"), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theLayoutIsThatOfTheSameValuesAsOptions() {
    final String options = start(
            "layout",
            "--region-size",
            "0x8000",
            "--tx-blocks",
            16,
            "--rx-blocks",
            32,
            "--region-address",
            "0x20070000",
            "--rx-region-address",
            "0x20078000")
        .succeeds()
        .out();
    assertThat(start("layout", "--devicetree", board(), "ipc0").succeeds().out())
        .isEqualTo(options)
        .contains("tx-region: 32,768 bytes", "0x20070000 +----");
    assertThat(start("layout", "--devicetree", board(), "ipc0", "--other-core", "--json")
            .succeeds()
            .json())
        .containsEntry("tx.block_count", 32.0)
        .containsEntry("rx.block_count", 16.0);
    assertThat(start("layout", "--devicetree", board(), "ipc1", "--json")
            .succeeds()
            .json())
        .containsEntry("tx.region_size", 32768.0)
        .containsEntry("tx.ring_data_offset", 36.0)
        .containsEntry("tx.ring_data_length", 32732.0);
  }

  @Test
  void twoPeersOfOneDevicetreeTalk() {
    final Path overlay = overlay("&ipc0 { tx-blocks = <8>; };");
    final CommandProcess echo = peer("ipc0", overlay, "--mode", "echo");
    final CommandProcess load =
        peer("ipc0", overlay, "--mode", "load", "--count", 1000, "--other-core");
    assertThat(load.succeeds().json())
        .containsEntry("messages_in", 1000.0)
        .containsEntry("mismatches", 0.0)
        .containsEntry("role", "initiator");
    echo.terminate();
    assertThat(echo.succeeds().json()).containsEntry("role", "follower");
  }

  @Test
  void twoPlainPeersOfOneDevicetreeTalkInTheModeOfAnOption() {
    final Path overlay = overlay("");
    final CommandProcess echo = peer("ipc1", overlay, "--mode", "echo", "--unbound", "detect");
    final CommandProcess load =
        peer("ipc1", overlay, "--mode", "load", "--count", 1000, "--other-core");
    assertThat(load.succeeds().json()).containsEntry("messages_in", 1000.0);
    echo.terminate();
    echo.succeeds();
  }

  private CommandProcess peer(final String node, final Path overlay, final Object... more) {
    final Object[] arguments = {
      "peer",
      "--json",
      "--file",
      path("shared"),
      "--create",
      "0x11000",
      "--base",
      "0x2006f000",
      "--board",
      board(),
      "--devicetree",
      overlay,
      node,
    };
    final Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return start(all);
  }

  @Test
  void whatIsWrongIsASentenceWithItsLine() {
    final Path overlay = overlay("\n&ipc0 {\n  tx-blocks = <300>;\n};");
    start("layout", "--board", board(), "--devicetree", overlay, "ipc0")
        .fails(overlay + ":3: tx-blocks must be 1 to 256, but is 300");
    start("peer", "--file", path("shared"), "--mode", "echo", "--devicetree", overlay, "ipc0")
        .fails(overlay + ":2: the node &ipc0 has no property compatible here");
  }

  @Test
  void whatIsSaidTwiceOrNotAtAllIsWrongUsage() {
    wrong("layout", "--tx-blocks", 16);
    wrong("layout", "--devicetree", board(), "ipc0", "--tx-blocks", 16);
    wrong("layout", "--devicetree", board());
    wrong("layout", "--other-core", "--region-size", "2k", "--tx-blocks", 1, "--rx-blocks", 1);
    final String file = path("shared").toString();
    wrong(
        "peer",
        "--file",
        file,
        "--mode",
        "echo",
        "--devicetree",
        board(),
        "ipc0",
        "--role",
        "follower");
    wrong(
        "peer", "--file", file, "--mode", "echo", "--devicetree", board(), "ipc0", "--tx-size", 9);
    wrong("peer", "--file", file, "--mode", "echo", "--kind", "icmsg", "--tx-size", 9);
    wrong("peer", "--file", file, "--mode", "echo", "--devicetree", board(), "ipc1", "--base", 7);
  }

  private void wrong(final Object... arguments) {
    final CommandProcess process = start(arguments);
    assertThat(process.exitCode()).as(process::err).isEqualTo(2);
    assertThat(process.err()).doesNotContain("Exception");
  }
}
