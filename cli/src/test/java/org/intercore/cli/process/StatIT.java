package org.intercore.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intercore.icbmsg.endpoint.Role.FOLLOWER;
import static org.intercore.icbmsg.endpoint.Role.INITIATOR;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.SideView;
import org.intercore.icbmsg.rendezvous.SideView.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What stat and inspect say about processes that live, hang and are dead, and about files full of garbage. The page
 * for whoever is called at night shows the same four cases, and is held to what comes out here.
 */
@EnabledOnOs(OS.LINUX)
class StatIT extends Processes {
  private static final Path NIGHT = Path.of("../docs/observability.md");
  private static final String NOTHING_IS_WRONG = "nothing is wrong as far as can be seen from here";
  private static final long SEED = 2606;

  private CommandProcess stopped;

  @AfterEach
  void goOn() {
    if (stopped != null) {
      stopped.signal("CONT");
    }
  }

  @Test
  void tellALiveAHungACrashedAndACorruptedInstanceApart() throws Exception {
    final CommandProcess nothing = start("stat", "--once");
    final CommandProcess nobody = start("inspect", "prices");
    assertThat(nothing.succeeds().out()).startsWith("no channel in ");
    assertThat(nobody.exitCode()).isEqualTo(1);

    final CommandProcess receiver = ticks("receive");
    receiver.await(() -> side(INITIATOR).condition() == Condition.ALONE, "to be alone");
    isAlone(receiver);
    final CommandProcess sender = ticks("send");
    isLive(receiver, sender);
    isHung(receiver, sender);
    hasCrashed(receiver, sender);
    isCorrupted(receiver, ticks("send"));
  }

  private CommandProcess ticks(final String what) {
    final CommandProcess side = start(Ticks.class, what);
    side.says("open");
    return side;
  }

  private SideView side(final Role role) {
    final ChannelView channel = new ChannelWatch(path("channels")).one("prices");
    return role == INITIATOR ? channel.initiator() : channel.follower();
  }

  private boolean bothAre(final Condition condition) {
    return side(INITIATOR).condition() == condition && side(FOLLOWER).condition() == condition;
  }

  private long received() {
    final SideView side = side(INITIATOR);
    return side.counters() == null ? 0 : side.counters().total().received();
  }

  /** What all three commands say at one moment, more or less. */
  private final class Look {
    private final CommandProcess stat = start("stat", "--once");
    private final CommandProcess json = start("stat", "--json");
    private final CommandProcess inspect = start("inspect", "prices");

    Map<String, Object> json() {
      return json.succeeds().json();
    }

    String stat() {
      return stat.succeeds().out();
    }

    String inspect() {
      return inspect.succeeds().out();
    }

    /** What inspect says before all its tables. */
    List<String> diagnosis() {
      return inspect().lines().takeWhile(line -> !line.isEmpty()).toList();
    }

    /** Numbers and times apart, the page shows what is there. */
    void isAsShownUnder(final String title) throws IOException {
      final NightPage page = NightPage.read(NIGHT, title);
      assertThat(page.missingIn("bin/icbmsg stat --once", stat()))
          .as(this::stat)
          .isEmpty();
      assertThat(page.missingIn("bin/icbmsg inspect prices", inspect()))
          .as(this::inspect)
          .isEmpty();
    }
  }

  private void isAlone(final CommandProcess receiver) {
    final Look look = new Look();
    final double pid = receiver.pid();
    assertThat(look.json())
        .containsEntry("channels.0.name", "prices")
        .containsEntry("channels.0.initiator.state", "alone")
        .containsEntry("channels.0.initiator.process", pid)
        .containsEntry("channels.0.initiator.tx.free", 64.0)
        .containsEntry("channels.0.follower.state", "free");
    assertThat(look.stat())
        .containsPattern("prices +initiator +\\d+ +alone +0 +0 +0 +0 +64 of 64 +\\[\\.{32}\\]")
        .containsPattern("prices +follower +- +not open");
    assertThat(look.diagnosis())
        .singleElement()
        .asString()
        .startsWith("the initiator waits for a peer since ");
  }

  private void isLive(final CommandProcess receiver, final CommandProcess sender)
      throws IOException {
    receiver.await(() -> bothAre(Condition.BOUND) && received() > 100, "to receive");
    Look look = new Look();
    // A machine with much else to do may let all blocks be in use for a moment.
    for (int i = 0; i < 20 && !look.diagnosis().equals(List.of(NOTHING_IS_WRONG)); i++) {
      look = new Look();
    }
    final CommandProcess one = start("stat", "prices", "--once");
    look.isAsShownUnder("A live one");
    assertThat(one.succeeds().out()).containsPattern("ticks +follower +bound +\\d");
    assertThat(look.diagnosis()).containsExactly(NOTHING_IS_WRONG);
    assertThat(look.inspect()).contains("follower: bound", "initiator: bound");
    assertThat(look.json())
        .containsEntry("channels.0.initiator.process", (double) receiver.pid())
        .containsEntry("channels.0.initiator.state", "bound")
        .containsEntry("channels.0.follower.process", (double) sender.pid())
        .containsEntry("channels.0.follower.state", "bound")
        .containsEntry("channels.0.follower.endpoints.0.name", "ticks");
  }

  private void isHung(final CommandProcess receiver, final CommandProcess sender)
      throws IOException {
    stopped = receiver;
    receiver.signal("STOP");
    sender.await(
        () -> side(INITIATOR).condition() == Condition.SILENT
            && side(FOLLOWER).counters().tx().free() == 0,
        "to fill all blocks");
    final Look look = new Look();
    look.isAsShownUnder("One that hangs");
    assertThat(look.diagnosis())
        .anyMatch(sentence -> sentence.startsWith(
            "the initiator (process " + receiver.pid() + ") has not done its work since "))
        .anyMatch(sentence -> sentence.startsWith("all 64 blocks of the follower are in use: "))
        .anyMatch(sentence ->
            sentence.startsWith("what the follower has sent is not read by the initiator: "));
    assertThat(look.inspect())
        .containsPattern("blocks \\[[#c]+\\] 0 free")
        .containsPattern("\\d+(-\\d+)? +this side +sent +ticks +\\d+ s")
        .contains("follower: bound");
    assertThat(look.json())
        .containsEntry("channels.0.initiator.state", "silent")
        .containsEntry("channels.0.follower.state", "bound")
        .containsEntry("channels.0.follower.tx.free", 0.0);
    assertThat((double) look.json().get("channels.0.initiator.silent_ms")).isGreaterThan(3000);
  }

  private void hasCrashed(final CommandProcess receiver, final CommandProcess sender)
      throws IOException {
    receiver.signal("CONT");
    stopped = null;
    sender.await(
        () -> bothAre(Condition.BOUND) && side(FOLLOWER).counters().tx().free() > 0, "to go on");
    sender.kill();
    receiver.await(() -> side(INITIATOR).condition() == Condition.ALONE, "to notice it");
    final Look look = new Look();
    final CommandProcess inspect = start("inspect", "prices", "--json");
    look.isAsShownUnder("One that crashed");
    assertThat(look.json())
        .containsEntry("channels.0.initiator.state", "alone")
        .containsEntry("channels.0.initiator.unbound_reason", "peer_died")
        .containsEntry("channels.0.follower.state", "died")
        .containsEntry("channels.0.follower.held", false)
        .containsEntry("channels.0.follower.process", null)
        .containsEntry("channels.0.follower.counted_by", (double) sender.pid());
    assertThat((double) look.json().get("channels.0.follower.total.sent")).isGreaterThan(100);
    assertThat(look.stat())
        .containsPattern("prices +follower +" + sender.pid() + " +died \\d+ s ago");
    final Map<String, Object> inspected = inspect.succeeds().json();
    assertThat(inspected)
        .containsEntry("follower.state", "died")
        .containsEntry("follower.endpoints.0.name", "ticks")
        .containsEntry("initiator.state", "alone")
        .containsEntry("file.format", "native")
        .containsEntry("problem", null);
    assertThat((double) inspected.get("follower.endpoints.0.sent")).isGreaterThan(100);
    assertThat((String) inspected.get("diagnosis.0")).contains("has ended without closing");
  }

  private void isCorrupted(final CommandProcess receiver, final CommandProcess successor)
      throws IOException {
    receiver.await(() -> bothAre(Condition.BOUND), "to be bound again");
    final Path file = path("channels/prices");
    final byte[] garbage = new byte[(int) Files.size(file)];
    new Random(SEED).nextBytes(garbage);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(garbage), 0);
    }
    final long before = received();
    receiver.await(
        () -> bothAre(Condition.BOUND) && received() > before + 100, "to bond again and go on");
    final Look look = new Look();
    look.isAsShownUnder("One that somebody wrote over");
    assertThat(look.json())
        .containsEntry("channels.0.initiator.state", "bound")
        .containsEntry("channels.0.initiator.process", (double) receiver.pid())
        .containsEntry("channels.0.follower.state", "bound")
        .containsEntry("channels.0.follower.process", (double) successor.pid());
  }

  @Test
  void sayWhatComesASecondUntilTheyAreStopped() {
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    final CommandProcess live = start("stat", "--every", "1");
    final CommandProcess never = start("stat", "--every", "0");
    live.await(() -> live.out().split("sent/s", -1).length > 2, "to say so twice");
    live.terminate();
    live.succeeds();
    receiver.kill();
    start("clean").succeeds();
    assertThat(path("channels").toFile().list()).containsExactly(".lock");
    assertThat(live.out()).containsPattern("prices +initiator +\\d+ +alone +0 +0 +0 +0 +64 of 64");
    assertThat(never.exitCode()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsASentence() {
    final CommandProcess receiver = start("receive", "--channel", "prices", "--out", path("in"));
    receiver.says("waiting for a sender");
    receiver.kill();
    write(path("channels/.prices.initiator.counters"), new byte[100]);
    write(path("channels/prices"), new byte[5000]);
    final CommandProcess json = start("stat", "--json");
    final CommandProcess once = start("stat", "--once");
    final CommandProcess noName = start("stat", "no/such");
    final CommandProcess noDirectory = start("stat", "--once", "--dir", file("file", 1));
    final CommandProcess inspect = start("inspect", "prices");
    assertThat(json.succeeds().json())
        .containsEntry("channels.0.initiator.state", "free")
        .containsEntry("channels.0.initiator.problem", "they were not written by icbmsg");
    assertThat(once.succeeds().out()).contains("counters unreadable");
    assertThat(noName.exitCode()).isEqualTo(2);
    noDirectory.fails("icbmsg stat: ");
    assertThat(inspect.succeeds().out())
        .contains("cannot be used: it was not made by icbmsg")
        .contains("the counters of the initiator cannot be read: they were not written by icbmsg");
  }
}
