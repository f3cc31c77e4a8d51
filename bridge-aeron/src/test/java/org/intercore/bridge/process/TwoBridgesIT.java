package org.intercore.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of this machine, joined over loopback by two real processes. */
@Tag("campaign")
class TwoBridgesIT {
  private static final long MESSAGES = Long.getLong("icbmsg.bridge.messages", 20_000);
  private static final int KILLS = Integer.getInteger("icbmsg.bridge.kills", 2);
  private static final String[] NAMES = {"left", "right"};
  private static final int SOME = 2000;

  @TempDir
  private Path directory;

  private final long seed = Long.getLong("icbmsg.bridge.seed", System.nanoTime());
  private final int[] ports = Ports.free(2);
  private final BridgeProcess[] bridges = new BridgeProcess[2];
  private final Program[] programs = new Program[2];
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void printSeed() {
    System.out.println("seed " + seed + " (-Dicbmsg.bridge.seed)");
  }

  private void start() {
    for (int side = 0; side < 2; side++) {
      startBridge(side);
    }
    for (int side = 0; side < 2; side++) {
      startProgram(side);
    }
  }

  private void startProgram(final int side) {
    programs[side] = new Program(directory, NAMES[side], "a", seed + side);
    opened.add(programs[side]);
  }

  private void startBridge(final int side, final String... more) {
    final List<String> arguments = new ArrayList<>(List.of(
        "--channel",
        NAMES[side],
        "--dir",
        directory.toString(),
        "--aeron",
        "aeron:udp?endpoint=127.0.0.1:" + ports[1 - side],
        "--listen",
        "aeron:udp?endpoint=127.0.0.1:" + ports[side],
        "--stream",
        "77",
        "--endpoints",
        "b,a",
        "--liveness",
        "10",
        "--json"));
    Collections.addAll(arguments, more);
    bridges[side] = BridgeProcess.start(directory, List.of(), arguments.toArray(String[]::new));
    opened.add(bridges[side]);
  }

  @AfterEach
  void end() throws Exception {
    Collections.reverse(opened);
    for (final AutoCloseable each : opened) {
      each.close();
    }
  }

  private void awaitBound() {
    Program.await(
        "both bound: " + bridges[0].out() + bridges[1].out(),
        () -> programs[0].isBound() && programs[1].isBound(),
        programs);
  }

  private void awaitReceived(final long count) {
    Program.await(
        "all have arrived",
        () -> programs[0].receivedInLife() == count && programs[1].receivedInLife() == count,
        programs);
  }

  @Test
  void allMessagesArriveWholeAndInOrderBothWays() {
    start();
    exchange();
  }

  /**
   * As where several programs of a host share one driver: each host has its own here. Only with
   * {@code -Dicbmsg.bridge.drivers}: once the bridges never found each other, and why is not known.
   */
  @Test
  @EnabledIfSystemProperty(named = "icbmsg.bridge.drivers", matches = ".*")
  void theSameThroughMediaDriversThatRunAlready() {
    for (int side = 0; side < 2; side++) {
      final String where = CommonContext.generateRandomDirName();
      final MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
          .aeronDirectoryName(where)
          .dirDeleteOnShutdown(true)
          .threadingMode(ThreadingMode.SHARED));
      opened.add(driver);
      startBridge(side, "--driver", where);
      startProgram(side);
    }
    exchange();
  }

  private void exchange() {
    awaitBound();
    for (final Program program : programs) {
      program.send(MESSAGES);
    }

    awaitReceived(MESSAGES);

    for (int side = 0; side < 2; side++) {
      assertThat(bridges[side].stop()).as(bridges[side].out()).isZero();
      assertThat(bridges[side].out())
          .contains("{\"event\":\"joined\"}")
          .contains("{\"event\":\"bound\",\"endpoint\":\"a\"}")
          .contains("\"sent\":" + MESSAGES)
          .contains("\"received\":" + MESSAGES)
          .contains("\"faults\":{}");
    }
    assertThat(programs[0].wrong()).isNull();
    assertThat(programs[1].wrong()).isNull();
  }

  @Test
  void eitherBridgeIsKilledAndRestartedAndBothSidesAreTold() {
    start();
    final Random random = new Random(seed);
    awaitBound();
    for (int kill = 1; kill <= KILLS; kill++) {
      final int lives = kill;
      final long before = programs[0].received() + random.nextInt(SOME);
      for (final Program program : programs) {
        program.send(Long.MAX_VALUE);
      }
      Program.await("traffic", () -> programs[0].received() >= before, programs);
      final int victim = random.nextInt(2);

      bridges[victim].kill();
      startBridge(victim);

      Program.await(
          "both are told " + lives + " times",
          () -> programs[0].unbonds() >= lives && programs[1].unbonds() >= lives,
          programs);
      assertThat(programs[0].lastReason()).isEqualTo(UnboundReason.PEER_DIED);
      assertThat(programs[1].lastReason()).isEqualTo(UnboundReason.PEER_DIED);
      awaitBound();
    }
    assertThat(programs[0].unbonds()).isEqualTo(KILLS);
    assertThat(programs[1].unbonds()).isEqualTo(KILLS);
    Program.await(
        "traffic in the last life",
        () -> programs[0].receivedInLife() > 0 && programs[1].receivedInLife() > 0,
        programs);
    for (final Program program : programs) {
      program.send(0);
    }
    Program.await(
        "what was accepted in the last life has arrived",
        () -> programs[0].receivedInLife() == programs[1].acceptedInLife()
            && programs[1].receivedInLife() == programs[0].acceptedInLife(),
        programs);
    assertThat(bridges[0].out() + bridges[1].out()).doesNotContain("MISSING");
  }

  @Test
  void aKilledFarProgramIsToldAndItsSuccessorIsBoundByTheSameBridges() {
    final Random random = new Random(seed);
    startBridge(0);
    startBridge(1);
    startProgram(0);
    programs[0].send(Long.MAX_VALUE);
    ProgramProcess far = startFarProgram(0);
    for (int kill = 1; kill <= KILLS; kill++) {
      final int lives = kill;
      Program.await("bound " + lives + " times", () -> programs[0].bonds() == lives, programs[0]);
      final long before = programs[0].received() + 1 + random.nextInt(SOME);
      Program.await("traffic", () -> programs[0].received() >= before, programs[0]);

      far.kill();

      Program.await("told " + lives + " times", () -> programs[0].unbonds() == lives, programs[0]);
      assertThat(programs[0].lastReason()).isEqualTo(UnboundReason.PEER_DIED);
      far = startFarProgram(kill);
    }
    Program.await("bound again", () -> programs[0].bonds() == KILLS + 1, programs[0]);
    final long before = programs[0].received();
    Program.await("traffic again", () -> programs[0].received() > before, programs[0]);

    assertThat(far.end()).as("what the far program has seen is right").isZero();

    Program.await("told once more", () -> programs[0].unbonds() == KILLS + 1, programs[0]);
    assertThat(programs[0].lastReason()).isEqualTo(UnboundReason.PEER_CLOSED);
    for (int side = 0; side < 2; side++) {
      assertThat(bridges[side].stop()).as(bridges[side].out()).isZero();
      assertThat(bridges[side].out()).doesNotContain("MISSING").doesNotContain("FAR_BRIDGE");
    }
  }

  /** Each numbers its lives in another way, or one could not be told from the next. */
  private ProgramProcess startFarProgram(final int number) {
    final ProgramProcess program =
        ProgramProcess.start(directory, NAMES[1], "a", seed + 1 + number);
    opened.add(program);
    return program;
  }
}
