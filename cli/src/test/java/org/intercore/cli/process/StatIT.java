package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.SideView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What stat says about processes that live, hang and are dead. */
@EnabledOnOs(OS.LINUX)
class StatIT extends Processes {
  private CommandProcess stopped;

  @AfterEach
  void goOn() throws Exception {
    if (stopped != null) {
      signal("CONT");
    }
  }

  private void signal(final String name) throws IOException, InterruptedException {
    final String pid = Long.toString(stopped.handle().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private Map<String, Object> stat(final String... more) {
    final List<Object> command = new ArrayList<>(List.of("stat", "--json"));
    command.addAll(List.of(more));
    return start(command).succeeds().json();
  }

  private void awaitState(final String side, final String state) {
    Map<String, Object> seen = stat("prices");
    // The watchdog of each command is what ends this if it never comes true.
    for (int i = 0; i < 60 && !state.equals(seen.get("channels.0." + side + ".state")); i++) {
      seen = stat("prices");
    }
    assertThat(seen).containsEntry("channels.0." + side + ".state", state);
  }

  @Test
  void tellsWhoIsThereWhoHangsAndWhoHasDied() throws Exception {
    assertThat(start("stat", "--once").succeeds().out()).startsWith("no channel in ");
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    final double pid = receiver.handle().pid();
    assertThat(stat())
        .containsEntry("channels.0.name", "prices")
        .containsEntry("channels.0.initiator.state", "alone")
        .containsEntry("channels.0.initiator.process", pid)
        .containsEntry("channels.0.initiator.tx.free", 64.0)
        .containsEntry("channels.0.follower.state", "free");
    assertThat(start("stat", "--once").succeeds().out())
        .containsPattern("prices +initiator +\\d+ +alone +0 +0 +0 +0 +64 of 64 +\\[\\.{32}\\]")
        .containsPattern("prices +follower +- +not open");

    stopped = receiver;
    signal("STOP");
    awaitState("initiator", "silent");
    assertThat((double) stat().get("channels.0.initiator.silent_ms")).isGreaterThan(3000);
    assertThat(start("stat", "prices", "--once").succeeds().out())
        .containsPattern("initiator +\\d+ +silent \\d+ s");

    signal("CONT");
    awaitState("initiator", "alone");
    receiver.kill();
    stopped = null;
    assertThat(stat())
        .containsEntry("channels.0.initiator.state", "died")
        .containsEntry("channels.0.initiator.counted_by", pid);
    assertThat(start("stat", "--once").succeeds().out())
        .containsPattern("prices +initiator +" + (long) pid + " +died \\d+ s ago");

    start("clean").succeeds();
    assertThat(path("channels").toFile().list()).containsExactly(".lock");
  }

  @Test
  void inspectSaysWhoHangsWhatIsNotReadAndWhoIsDead() throws Exception {
    assertThat(start("inspect", "prices").exitCode()).isEqualTo(1);
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    final CommandProcess sender = start("send", "--channel", "prices", file("large", 1 << 27));
    final ChannelWatch watch = new ChannelWatch(path("channels"));
    receiver.await(() -> received(watch) > 100, "to receive");
    stopped = receiver;
    signal("STOP");
    awaitState("initiator", "silent");

    final String pid = Long.toString(receiver.handle().pid());
    assertThat(start("inspect", "prices").succeeds().out())
        .containsPattern(
            "the initiator \\(process " + pid + "\\) has not done its work since \\d+ s")
        .containsPattern("all 64 blocks of the follower are in use: .* sent and not yet released")
        .containsPattern(
            "what the follower has sent is not read by the initiator: \\d+ messages? unread")
        .containsPattern("blocks \\[[#c]+\\] 0 free")
        .containsPattern("\\d+(-\\d+)? +this side +sent +file +\\d+ s")
        .contains("follower: bound");

    sender.kill();
    final Map<String, Object> dead =
        start("inspect", "prices", "--json").succeeds().json();
    assertThat(dead)
        .containsEntry("follower.state", "died")
        .containsEntry("follower.tx.free", 0.0)
        .containsEntry("follower.endpoints.1.name", "file")
        .containsEntry("initiator.state", "silent")
        .containsEntry("file.format", "native")
        .containsEntry("problem", null);
    assertThat((double) dead.get("follower.endpoints.1.sent")).isGreaterThan(100);
    assertThat(dead.values().stream().map(String::valueOf))
        .anyMatch(sentence -> sentence.contains("has ended without closing"));
  }

  private static long received(final ChannelWatch watch) {
    final SideView side = watch.one("prices").initiator();
    return side.counters() == null ? 0 : side.counters().total().received();
  }

  @Test
  void sayWhatComesASecondUntilTheyAreStopped() {
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    final CommandProcess live = start("stat", "--every", "1");
    live.await(() -> live.out().split("sent/s", -1).length > 2, "to say so twice");
    live.terminate();
    live.succeeds();
    assertThat(live.out()).containsPattern("prices +initiator +\\d+ +alone +0 +0 +0 +0 +64 of 64");
    assertThat(start("stat", "--every", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsASentence() {
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    receiver.kill();
    write(path("channels/.prices.initiator.counters"), new byte[100]);
    assertThat(stat())
        .containsEntry("channels.0.initiator.state", "free")
        .containsEntry("channels.0.initiator.problem", "they were not written by icbmsg");
    assertThat(start("stat", "--once").succeeds().out()).contains("counters unreadable");
    assertThat(start("stat", "no/such").exitCode()).isEqualTo(2);
    start("stat", "--once", "--dir", file("file", 1)).fails("icbmsg stat: ");

    write(path("channels/prices"), new byte[5000]);
    assertThat(start("inspect", "prices").succeeds().out())
        .contains("cannot be used: it was not made by icbmsg")
        .contains("the counters of the initiator cannot be read: they were not written by icbmsg");
  }
}
