package org.intercore.bridge.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the bridge does so that its program counts right. */
@org.junit.jupiter.api.Timeout(60)
@EnabledOnOs(OS.LINUX)
class NearSideTest {
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(10);

  @TempDir
  private Path folder;

  private long nowNs = STEP_NS;

  private IcbmsgConfig config() {
    return IcbmsgConfig.named("near").directory(folder.resolve("c")).doorbell(Doorbell.polling());
  }

  /** A thread that waits for a block finds out first; the one that tells the endpoints, later. */
  @Test
  void theInstanceIsOpenedAgainOnlyOnceTheProgramsEndpointsWereTold() {
    try (Icbmsg program = Icbmsg.open(config())) {
      final NearSide near = new NearSide(
          farewell -> Icbmsg.open(config().farewell(farewell)),
          new ChannelWatch(folder.resolve("c")),
          "near");
      final Endpoint here = program.register("a", (endpoint, buffer, at, length, token) -> {});
      near.register("a", (endpoint, buffer, at, length, token) -> {});
      while (!here.isBound()) {
        program.doWork();
        near.work();
      }
      assertThat(here.send(new UnsafeBuffer(new byte[100]), 0, 100)).isEqualTo(100);
      program.counters(); // Writes down what is bound.

      near.close(nowNs, UnboundReason.PEER_CLOSED);
      assertThat(reopened(near)).as("while the program knows nothing").isFalse();
      assertThat(program.drain(Timeout.NO_WAIT)).isEqualTo(Status.NOT_CONNECTED);
      program.counters();
      assertThat(program.isBound()).isFalse();
      assertThat(reopened(near)).as("before the endpoint was told").isFalse();
      while (here.isBound()) {
        program.doWork();
      }
      assertThat(reopened(near)).isTrue();
      near.close(nowNs, UnboundReason.PEER_CLOSED);
    }
  }

  private boolean reopened(final NearSide near) {
    nowNs += STEP_NS;
    return near.reopen(nowNs);
  }
}
