package org.intercore.icmsg.doorbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.InThread;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDoorbellTest extends DoorbellContract {
  private static final int MY_LINE = 0;
  private static final int YOUR_LINE = 128;
  // Every sleep is a real one, and nothing but a bell ends it.
  private static final int NO_SPINS = 1;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @TempDir
  private Path folder;

  private final AtomicBuffer lines = Buffers.allocate(256);
  private final AtomicInteger calls = new AtomicInteger();
  private ServerSocketChannel listener;
  private SocketDoorbell listening;
  private SocketDoorbell calling;

  @BeforeEach
  void open() throws IOException {
    final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("bell"));
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.configureBlocking(false);
    listener.bind(address);
    listening = bell(MY_LINE, YOUR_LINE, listener::accept, true);
    calling = bell(YOUR_LINE, MY_LINE, () -> call(address), true);
    mine = listening;
    yours = calling;
    assertThat(calling.connect()).isTrue();
    assertThat(listening.connect()).isTrue();
    // A connection begins with a ring.
    mine.await(() -> false, TimeUnit.MILLISECONDS.toNanos(1));
    yours.await(() -> false, TimeUnit.MILLISECONDS.toNanos(1));
  }

  private SocketDoorbell bell(
      final int own,
      final int other,
      final SocketDoorbell.Connector connector,
      final boolean sleeps)
      throws IOException {
    return new SocketDoorbell(
        lines, own, other, connector, sleeps, new WaitingRoom(NO_SPINS, NO_LIMIT));
  }

  private SocketChannel call(final UnixDomainSocketAddress address) throws IOException {
    calls.incrementAndGet();
    return SocketChannel.open(address);
  }

  @AfterEach
  void close() throws IOException {
    mine.close();
    yours.close();
    listener.close();
  }

  @Test
  void whoIsAwakeIsNotRung() {
    assertThat(mine.needsRing(true)).isFalse();
    assertThat(yours.needsRing(true)).isFalse();
  }

  @Test
  void aSleeperIsRungOnce() throws Exception {
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> mine.await(() -> false, Long.MAX_VALUE));
    while (!yours.needsRing(true)) {
      Thread.onSpinWait();
    }
    assertThat(yours.needsRing(true)).isFalse();
    yours.ring();
    assertThat(sleeper.get()).isFalse();
    assertThat(yours.needsRing(true)).as("awake again").isFalse();
  }

  @Test
  void whoSleepsUntilThereIsWorkIsNotRungForBlocksThatComeBack() throws Exception {
    final CompletableFuture<Boolean> worker =
        InThread.supply(() -> mine.awaitUrgent(() -> false, Long.MAX_VALUE));
    while (lines.getIntVolatile(MY_LINE) == 0) {
      Thread.onSpinWait();
    }
    assertThat(yours.needsRing(false)).isFalse();

    // Somebody else of that side waits for blocks.
    final CompletableFuture<Boolean> claimer =
        InThread.supply(() -> mine.await(() -> false, Long.MAX_VALUE));
    while (!yours.needsRing(false)) {
      Thread.onSpinWait();
    }
    yours.ring();
    assertThat(worker.get()).isFalse();
    assertThat(claimer.get()).isFalse();
    assertThat(lines.getIntVolatile(MY_LINE)).isZero();
  }

  @Test
  void aSideThatNeverSleepsIsNotRungAndStillRings() throws Exception {
    final SocketDoorbell polling = bell(YOUR_LINE, MY_LINE, () -> null, false);
    assertThat(polling.await(() -> false, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
    assertThat(mine.needsRing(true)).isFalse();
    lines.putIntVolatile(MY_LINE, 1);
    assertThat(polling.needsRing(true)).isTrue();
    polling.close();
  }

  @Test
  void whoeverWroteThatNobodyEverSleepsHereTheNextSleeperIsRung() throws Exception {
    lines.putIntVolatile(MY_LINE + Integer.BYTES, 0);
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> mine.await(() -> false, TimeUnit.SECONDS.toNanos(5)));
    while (lines.getIntVolatile(MY_LINE) == 0) {
      Thread.onSpinWait();
    }
    assertThat(yours.needsRing(true)).isTrue();
    yours.ring();
    assertThat(sleeper.get()).isFalse();
  }

  @Test
  void aSleeperIsToldThatThePeerHasEnded() throws Exception {
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> mine.await(() -> listening.hangUps() > 0, Long.MAX_VALUE));
    Thread.sleep(20);
    assertThat(sleeper).isNotDone();
    yours.close();
    assertThat(sleeper.get()).isTrue();
    assertThat(listening.isConnected()).isFalse();
  }

  @Test
  void aRingForAnEndedConnectionGoesToTheNextOne() throws Exception {
    yours.close();
    final SocketDoorbell heir = bell(
        YOUR_LINE, MY_LINE, () -> call(UnixDomainSocketAddress.of(folder.resolve("bell"))), true);
    yours = heir;
    assertThat(heir.connect()).isTrue();
    // Nobody has told this side yet that its connection is one to the last life.
    assertThat(listening.isConnected()).isTrue();
    assertThat(lines.getIntVolatile(YOUR_LINE)).isZero();
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> heir.await(() -> false, Long.MAX_VALUE));
    while (!mine.needsRing(true)) {
      Thread.onSpinWait();
    }
    mine.ring();
    assertThat(sleeper.get()).isFalse();
    assertThat(listening.hangUps()).isEqualTo(1);
    assertThat(listening.isConnected()).isTrue();
  }

  @Test
  void withoutAConnectionOneTakesNapsAndLooks() throws IOException {
    final SocketDoorbell lonely = bell(MY_LINE, YOUR_LINE, () -> null, true);
    final AtomicInteger looks = new AtomicInteger();
    assertThat(lonely.await(() -> looks.incrementAndGet() > 2, Long.MAX_VALUE)).isTrue();
    lonely.close();
  }

  @Test
  void aConnectionThatEndedIsMadeAnew() throws IOException {
    mine.close();
    // Written into the socket's end: this is how one who does not sleep learns of it.
    lines.putIntVolatile(MY_LINE, 1);
    lines.putIntVolatile(MY_LINE + Integer.BYTES, 1);
    assertThat(calling.needsRing(true)).isTrue();
    calling.ring();
    assertThat(calling.hangUps()).isEqualTo(1);
    assertThat(calls.get()).isEqualTo(2);
    assertThat(calling.isConnected()).isTrue();
  }

  /** The hazard: a channel is closed if a thread is interrupted while it blocks in it. */
  @Test
  void anInterruptedThreadRingsAsAnyOther() {
    Thread.currentThread().interrupt();
    mine.ring();
    yours.ring();
    assertThat(listening.connect() && calling.connect()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(listening.hangUps() + calling.hangUps()).isZero();
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void closingTwiceTouchesNothingTheSecondTime() {
    mine.close();
    lines.putIntVolatile(MY_LINE + Integer.BYTES, 7);
    mine.close();
    assertThat(lines.getIntVolatile(MY_LINE + Integer.BYTES)).isEqualTo(7);
  }
}
