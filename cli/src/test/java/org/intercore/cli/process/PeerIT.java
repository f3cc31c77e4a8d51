package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerIT extends Processes {
  private static final int COUNT = 30_000;
  private static final int FEWER = 10_000;

  @ParameterizedTest
  @CsvSource({"4, 32, disable", "64, 64, enable", "32, 32, detect"})
  void loadAndEchoOnThreeEndpointsGiveEveryBlockBack(
      final int alignment, final int wordSize, final String unbound) {
    final Object[] wire =
        words("--alignment " + alignment + " --word-size " + wordSize + " --unbound " + unbound);
    final CommandProcess echo = peer("follower", blocks("--mode echo"), wire);
    final CommandProcess load =
        peer("initiator", blocks("--mode load --sizes 1-2500 --count " + COUNT), wire);
    final Map<String, Object> sent = load.succeeds().json();
    echo.terminate();
    final Map<String, Object> returned = echo.succeeds().json();
    assertThat(sent)
        .containsEntry("bound_callbacks", 3.0)
        .containsEntry("messages_out", (double) COUNT)
        .containsEntry("messages_in", (double) COUNT)
        .containsEntry("mismatches", 0.0)
        .containsEntry("ok", true);
    assertThat(returned)
        .containsEntry("messages_in", (double) COUNT)
        .containsEntry("messages_out", (double) COUNT)
        .containsEntry("bytes_in", sent.get("bytes_out"))
        .containsEntry("bytes_out", sent.get("bytes_in"));
    assertEverythingIsBack(sent);
    assertEverythingIsBack(returned);
  }

  @ParameterizedTest
  @CsvSource({"disable, disable", "enable, enable", "detect, disable", "enable, detect"})
  void plainLinksTalkInEveryPairOfModes(final String one, final String other) {
    final CommandProcess echo = peer(
        "follower", words("--kind icmsg --mode echo"), words("--alignment 8 --unbound " + one));
    final CommandProcess load = peer(
        "initiator",
        words("--kind icmsg --mode load --count " + FEWER),
        words("--alignment 8 --unbound " + other));
    assertThat(load.succeeds().json())
        .containsEntry("messages_in", (double) FEWER)
        .containsEntry("mismatches", 0.0);
    echo.terminate();
    assertThat(echo.succeeds().json()).containsEntry("messages_out", (double) FEWER);
  }

  @Test
  void aSinkCounts() {
    final CommandProcess sink = peer("follower", blocks("--mode sink"));
    final CommandProcess load = peer("initiator", blocks("--mode load --count 500 --timeout 2"));
    load.fails("only 0 of 500 messages came back", "nothing has been heard");
    sink.terminate();
    final Map<String, Object> json = sink.succeeds().json();
    assertThat(json).containsEntry("messages_in", 500.0).containsEntry("messages_out", 0.0);
    assertEverythingIsBack(json);
  }

  @Test
  void saysWhyNobodyAnswers() {
    peer("initiator", blocks("--mode load --seconds 1"))
        .fails("could not bind", "has written nothing in its ring at offset 0x0");
  }

  @Test
  void saysThatNobodyAskedForASession() {
    peer("initiator", blocks("--mode echo --seconds 1"), words("--unbound enable"))
        .fails("could not bind", "has not asked for a session");
  }

  @Test
  void saysThatTheAlignmentDiffers() {
    final CommandProcess other = peer("follower", blocks("--mode echo"), words("--alignment 32"));
    peer("initiator", blocks("--mode load --timeout 2")).fails("--alignment");
    other.terminate();
    other.fails("could not bind");
  }

  @Test
  void saysWhichEndpointsAreMissing() {
    final CommandProcess echo = peer("follower", blocks("--mode echo"));
    peer(
            "initiator",
            words("--tx-blocks 16 --rx-blocks 16 --endpoints a,z --mode load --timeout 2"))
        .fails("[a, z]");
    echo.terminate();
    assertThat(echo.exitCode()).isEqualTo(1);
  }

  @Test
  void aPeerThatGoesIsNoticedWhereSessionsAreUsed() {
    final CommandProcess echo = peer("follower", blocks("--mode echo --seconds 2"), enable());
    peer("initiator", blocks("--mode load --count 1000000000"), enable())
        .fails("the other side went away");
    assertThat(echo.succeeds().json()).containsEntry("bound_callbacks", 3.0);
  }

  @Test
  void whatCannotWorkIsWrongUsage() {
    final List<CommandProcess> wrong = List.of(
        peer("initiator", words("--tx-blocks 300 --rx-blocks 16 --mode echo")),
        peer("initiator", blocks("--mode load --sizes 1-100000")),
        peer("initiator", blocks("--mode echo --rx-size 1M")));
    wrong.forEach(process -> {
      assertThat(process.exitCode()).as(process::err).isEqualTo(2);
      assertThat(process.err().lines()).hasSize(2);
    });
  }

  @Test
  void aMissingFileIsOneSentence() {
    start(words("peer --file " + path("none") + " --kind icmsg --mode echo"
            + " --tx-offset 0 --tx-size 1k --rx-offset 1k --rx-size 1k"))
        .fails("does not exist; --create SIZE makes it");
  }

  private CommandProcess peer(final String role, final Object[]... more) {
    final boolean initiator = role.equals("initiator");
    final List<Object> arguments = new ArrayList<>(List.of(
        "peer",
        "--json",
        "--file",
        path("shared"),
        "--create",
        "0x10000",
        "--role",
        role,
        "--tx-offset",
        initiator ? "0x8000" : "0",
        "--tx-size",
        "32k",
        "--rx-offset",
        initiator ? "0" : "0x8000"));
    for (final Object[] words : more) {
      arguments.addAll(List.of(words));
    }
    if (!arguments.contains("--rx-size")) {
      arguments.addAll(List.of("--rx-size", "32k"));
    }
    return start(arguments);
  }

  private static Object[] blocks(final String more) {
    return words("--tx-blocks 16 --rx-blocks 16 --endpoints a,b,c " + more);
  }

  private static Object[] enable() {
    return words("--unbound enable");
  }

  private static Object[] words(final String line) {
    return line.split(" ");
  }

  private static void assertEverythingIsBack(final Map<String, Object> json) {
    assertThat(json).containsEntry("tx_blocks_in_use", 0.0).containsEntry("rx_runs_in_use", 0.0);
    assertThat(json.keySet()).noneMatch(key -> key.startsWith("faults."));
  }
}
