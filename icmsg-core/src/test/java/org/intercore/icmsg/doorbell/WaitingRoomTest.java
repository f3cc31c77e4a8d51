package org.intercore.icmsg.doorbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.InThread;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that wait for several bells in one place. Waits have no limit of their own: a wake-up that is
 * lost is a test that does not end.
 */
@Timeout(120)
class WaitingRoomTest {
  private static final int BELLS = 3;
  private static final int YOUR_LINE = 128;
  private static final int NO_SPINS = 1;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @TempDir
  private Path folder;

  private final List<ServerSocketChannel> listeners = new ArrayList<>();
  private final SocketDoorbell[] mine = new SocketDoorbell[BELLS];
  private final SocketDoorbell[] yours = new SocketDoorbell[BELLS];
  private WaitingRoom room;

  @BeforeEach
  void open() throws IOException {
    room = room();
    for (int i = 0; i < BELLS; i++) {
      final UnixDomainSocketAddress address =
          UnixDomainSocketAddress.of(folder.resolve("bell" + i));
      final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.configureBlocking(false);
      listener.bind(address);
      listeners.add(listener);
      final AtomicBuffer lines = Buffers.allocate(256);
      mine[i] = new SocketDoorbell(lines, 0, YOUR_LINE, new Called(listener), true, room());
      yours[i] =
          new SocketDoorbell(lines, YOUR_LINE, 0, () -> SocketChannel.open(address), true, room());
    }
  }

  private static WaitingRoom room() throws IOException {
    return new WaitingRoom(NO_SPINS, NO_LIMIT);
  }

  private record Called(ServerSocketChannel listener) implements SocketDoorbell.Connector {
    @Override
    public SocketChannel tryConnect() throws IOException {
      return listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    for (int i = 0; i < BELLS; i++) {
      mine[i].close();
      yours[i].close();
      listeners.get(i).close();
    }
    room.close();
  }

  private void connectAndGather() throws IOException {
    for (int i = 0; i < BELLS; i++) {
      assertThat(yours[i].connect()).isTrue();
      // One is connected before it moves, the others after.
      assertThat(i > 0 || mine[i].connect()).isTrue();
      mine[i].moveTo(room);
      assertThat(mine[i].connect()).isTrue();
    }
  }

  private static void ring(final Doorbell bell) {
    if (bell.needsRing(true)) {
      bell.ring();
    }
  }

  private void awaitAny(final BooleanSupplier ready) {
    while (!room.awaitUrgent(mine, ready, NO_LIMIT)) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private static void await(final Doorbell bell, final BooleanSupplier ready) {
    while (!bell.await(ready, NO_LIMIT)) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  /** The hazard of DoorbellContract, with any of several bells to be rung. */
  @Test
  void noWakeUpIsLostWhicheverBellItComesBy() throws Exception {
    connectAndGather();
    final int rounds = 10_000;
    final AtomicInteger ball = new AtomicInteger();
    final CompletableFuture<Void> other = InThread.run(() -> {
      final SplittableRandom random = new SplittableRandom(4);
      int last = 0;
      for (int round = 0; round < rounds; round++) {
        await(yours[last], () -> (ball.getAcquire() & 1) == 1);
        ball.setRelease(2 * round + 2);
        // Who is answered may sleep at any of them.
        ring(yours[random.nextInt(BELLS)]);
        last = random.nextInt(BELLS);
      }
    });
    for (int round = 0; round < rounds; round++) {
      ball.setRelease(2 * round + 1);
      for (final SocketDoorbell bell : mine) {
        ring(bell);
      }
      awaitAny(() -> (ball.getAcquire() & 1) == 0);
    }
    other.join();
    assertThat(ball.get()).isEqualTo(2 * rounds);
  }

  /** The hazard: one thread reads from the socket what was meant for another. */
  @Test
  void whoWaitsForOneBellAndWhoWaitsForAllDoNotTakeEachOthersRings() throws Exception {
    connectAndGather();
    final int rounds = 3_000;
    final AtomicInteger forOne = new AtomicInteger();
    final AtomicInteger forAll = new AtomicInteger();
    final AtomicInteger oneSeen = new AtomicInteger();
    final AtomicInteger allSeen = new AtomicInteger();
    final CompletableFuture<Void> one = InThread.run(() -> {
      for (int round = 1; round <= rounds; round++) {
        final int wanted = round;
        await(mine[0], () -> forOne.getAcquire() >= wanted);
        oneSeen.setRelease(round);
      }
    });
    final CompletableFuture<Void> all = InThread.run(() -> {
      for (int round = 1; round <= rounds; round++) {
        final int wanted = round;
        awaitAny(() -> forAll.getAcquire() >= wanted);
        allSeen.setRelease(round);
      }
    });
    for (int round = 1; round <= rounds; round++) {
      forOne.setRelease(round);
      ring(yours[0]);
      forAll.setRelease(round);
      ring(yours[round % BELLS]);
      while (oneSeen.getAcquire() < round || allSeen.getAcquire() < round) {
        Thread.onSpinWait();
      }
    }
    one.join();
    all.join();
  }

  @Test
  void whoSleepsWhileTheBellMovesIsRungInTheNewRoom() throws Exception {
    assertThat(yours[0].connect()).isTrue();
    assertThat(mine[0].connect()).isTrue();
    final AtomicBoolean news = new AtomicBoolean();
    final CompletableFuture<Void> sleeper = InThread.run(() -> await(mine[0], news::get));
    Thread.sleep(20);
    mine[0].moveTo(room);
    Thread.sleep(20);
    assertThat(sleeper).isNotDone();
    news.set(true);
    ring(yours[0]);
    sleeper.join();
  }

  @Test
  void aBellThatIsClosedEndsTheWaitAndTheOthersGoOn() throws Exception {
    connectAndGather();
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> room.awaitUrgent(mine, () -> false, NO_LIMIT));
    Thread.sleep(20);
    mine[1].close();
    assertThat(sleeper.join()).isFalse();
    final SocketDoorbell[] left = {mine[0], mine[2]};
    final AtomicBoolean news = new AtomicBoolean();
    final CompletableFuture<Boolean> next = InThread.supply(() -> {
      while (!room.awaitUrgent(left, news::get, NO_LIMIT)) {
        Thread.onSpinWait();
      }
      return true;
    });
    news.set(true);
    ring(yours[2]);
    assertThat(next.join()).isTrue();
    await(yours[1], () -> yours[1].hangUps() > 0);
  }

  @Test
  void whoeverHasNoPeerYetIsWokenByItsCall() throws Exception {
    final CompletableFuture<Void> sleeper = InThread.run(() -> {
      while (!mine[0].awaitPeer(mine[0]::isConnected, NO_LIMIT)) {
        Thread.onSpinWait();
      }
    });
    Thread.sleep(20);
    assertThat(sleeper).isNotDone();
    assertThat(yours[0].connect()).isTrue();
    sleeper.join();

    mine[0].moveTo(room);
    mine[1].moveTo(room);
    final SocketDoorbell[] two = {mine[0], mine[1]};
    final CompletableFuture<Void> next = InThread.run(() -> {
      while (!room.awaitUrgent(two, mine[1]::isConnected, NO_LIMIT)) {
        Thread.onSpinWait();
      }
    });
    Thread.sleep(20);
    assertThat(next).isNotDone();
    assertThat(yours[1].connect()).isTrue();
    next.join();
  }

  /** Else whoever waits would be woken again and again for a caller who is not answered. */
  @Test
  void whoIsConnectedIsNotWokenByASecondCall() throws Exception {
    assertThat(yours[0].connect()).isTrue();
    assertThat(mine[0].connect()).isTrue();
    try (SocketChannel second =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("bell0")))) {
      assertThat(second.isConnected()).isTrue();
      mine[0].await(() -> false, 1_000_000); // for the ring that a connection begins with
      final long startNs = System.nanoTime();
      mine[0].await(() -> false, 30_000_000);
      assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(29_000_000);
    }
  }

  @Test
  void aClosedRoomIsRefused() {
    room.close();
    room.close();
    assertThatIOException().isThrownBy(() -> mine[0].moveTo(room));
    final AtomicInteger looks = new AtomicInteger();
    assertThat(mine[0].await(() -> looks.incrementAndGet() > 2, NO_LIMIT)).isTrue();
  }
}
