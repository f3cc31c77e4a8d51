package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.EndpointState;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.Test;

/**
 * Zephyr's ICBMsg has no sessions. A process that dies there leaves its memory behind, and the next
 * one begins by emptying its ring: that has to be enough.
 */
class RestartWithoutSessionsTest {
  private static final int REGION_SIZE = 4096;

  private final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
  private final RegionPair regions =
      RegionPair.of(memory.region(REGION_SIZE, REGION_SIZE), memory.region(0, REGION_SIZE));

  /** One life of one side. A life that is not closed ends as a killed process does. */
  private static final class Life implements EndpointHandler {
    final List<String> received = new ArrayList<>();
    final List<UnboundReason> unbound = new ArrayList<>();
    final Icbmsg link;
    final Endpoint endpoint;

    Life(final RegionPair regions) {
      link =
          Icbmsg.open(IcbmsgConfig.regions(regions).txBlocks(8).rxBlocks(8).linger(Duration.ZERO));
      endpoint = link.register("ept0", this);
    }

    void send(final String text) {
      final AtomicBuffer message = Buffers.allocate(text.length());
      message.putStringWithoutLengthAscii(0, text);
      assertThat(endpoint.send(message, 0, text.length())).isEqualTo(text.length());
    }

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      received.add(buffer.getStringWithoutLengthAscii(offset, length));
    }

    @Override
    public void onUnbound(final Endpoint lost, final UnboundReason reason) {
      unbound.add(reason);
    }
  }

  private static void work(final Life... lives) {
    for (int i = 0; i < 20; i++) {
      for (final Life life : lives) {
        life.link.doWork();
      }
    }
  }

  @Test
  void aPeerThatStartsAnewIsNoticedAndBoundAgain() {
    final Life survivor = new Life(regions);
    final Life killed = new Life(regions.swapped());
    work(survivor, killed);
    killed.send("of the first life");
    work(survivor);
    survivor.send("never read");

    final Life restarted = new Life(regions.swapped());
    work(survivor, restarted);

    assertThat(survivor.unbound).containsExactly(UnboundReason.PEER_RESTARTED);
    assertThat(survivor.link.faults().count(LinkFault.STARTED_ANEW)).isEqualTo(1);
    assertThat(survivor.link.undelivered()).isEqualTo(1);
    assertThat(survivor.endpoint.state()).isEqualTo(EndpointState.BOUND);
    assertThat(restarted.endpoint.state()).isEqualTo(EndpointState.BOUND);
    survivor.send("to the second life");
    restarted.send("of the second life");
    work(survivor, restarted);
    assertThat(survivor.received).containsExactly("of the first life", "of the second life");
    assertThat(restarted.received).containsExactly("to the second life");
    assertThat(survivor.link.txBlocksInUse()).isZero();
    assertThat(restarted.link.txBlocksInUse()).isZero();
    assertThat(survivor.link.faults().total()).isEqualTo(1);
    assertThat(restarted.link.faults().total()).isZero();
  }

  @Test
  void aClaimThatWaitsIsToldThatThePeerStartedAnew() throws InterruptedException {
    final Life survivor = new Life(regions);
    final Life killed = new Life(regions.swapped());
    work(survivor, killed);
    final long all = survivor.endpoint.claim(survivor.endpoint.maxPayload(), 0);
    survivor.endpoint.send(all, survivor.endpoint.maxPayload());
    final long[] answer = new long[1];
    final Thread waiter =
        new Thread(() -> answer[0] = survivor.endpoint.claim(1, Timeout.FOREVER.nanos()));
    waiter.start();
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    new Life(regions.swapped());
    waiter.join();

    assertThat(answer[0]).isEqualTo(Status.NOT_CONNECTED);
    assertThat(survivor.link.txBlocksInUse()).isZero();
  }

  @Test
  void whatBothSidesLeftBehindIsNotTakenForAPeer() {
    final Life first = new Life(regions);
    final Life second = new Life(regions.swapped());
    work(first, second);
    second.send("of another life");

    final Life newFirst = new Life(regions);
    work(newFirst);
    assertThat(newFirst.link.awaitBound(Timeout.ofMillis(20))).isEqualTo(Status.TIMED_OUT);

    final Life newSecond = new Life(regions.swapped());
    work(newFirst, newSecond);
    assertThat(newFirst.endpoint.isBound()).isTrue();
    assertThat(newSecond.endpoint.isBound()).isTrue();
    assertThat(newFirst.received).isEmpty();
    assertThat(newFirst.link.faults().total()).isZero();
    assertThat(newSecond.link.faults().total()).isZero();
  }
}
