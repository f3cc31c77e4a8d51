package org.intercore.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.bridge.process.Ports;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances of this machine, joined over loopback by two bridges of this process. */
class AeronBridgeTest {
  private static final int BLOCKS = 64;
  private static final int BLOCK_SIZE = 4096;
  /** So long nothing moves only if everything between here and there is full. */
  private static final Duration REFUSED_AFTER = Duration.ofSeconds(1);

  @TempDir
  Path directory;

  private final int[] ports = Ports.free(2);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Worker<AeronBridge> left;
  private Worker<AeronBridge> right;

  @BeforeEach
  void openBridges() throws Exception {
    left = bridge("left", 0);
    right = bridge("right", 1);
  }

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(opened);
    for (final AutoCloseable each : opened) {
      each.close();
    }
  }

  private Worker<AeronBridge> bridge(final String name, final int side) throws Exception {
    final BridgeConfig config = BridgeConfig.named(name)
        .directory(directory)
        .endpoints("a", "b")
        .sendTo("aeron:udp?endpoint=127.0.0.1:" + ports[1 - side])
        .listenAt("aeron:udp?endpoint=127.0.0.1:" + ports[side]);
    return opened(
        new Worker<>("bridge " + name, () -> AeronBridge.open(config), AeronBridge::doWork));
  }

  private <T extends AutoCloseable> T opened(final T one) {
    opened.add(one);
    return one;
  }

  private Worker<Icbmsg> program(final String name) throws Exception {
    final IcbmsgConfig config = IcbmsgConfig.named(name)
        .directory(directory)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(BLOCK_SIZE);
    return opened(new Worker<>("program " + name, () -> Icbmsg.open(config), Icbmsg::doWork));
  }

  /** Keeps what has happened. */
  private static final class Recorder implements BlockHandler {
    final List<byte[]> messages = Collections.synchronizedList(new ArrayList<>());
    final List<UnboundReason> unbound = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onBlock(final RxBlock block) {
      final byte[] copy = new byte[block.length()];
      block.buffer().getBytes(0, copy);
      messages.add(copy);
    }

    @Override
    public void onUnbound(final ZeroCopyEndpoint endpoint, final UnboundReason reason) {
      unbound.add(reason);
    }
  }

  private static byte[] message(final int number, final int length) {
    final byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (number * 31 + i * 7 + (i >> 8));
    }
    return bytes;
  }

  private static void send(final ZeroCopyEndpoint to, final byte[] message) {
    assertThat(to.send(new UnsafeBuffer(message), 0, message.length, Timeout.FOREVER))
        .isEqualTo(message.length);
  }

  @Test
  void messagesOfEveryLengthArriveWholeAndInOrderBothWays() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final Recorder atHere = new Recorder();
    final Recorder atThere = new Recorder();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", atHere);
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", atThere);
    Worker.await("both bound", () -> near.isBound() && far.isBound());

    final List<byte[]> sent = new ArrayList<>();
    for (final int length :
        new int[] {0, 1, 8, 40, 41, 56, 57, 100, 1376, 1377, 4096, 5000, 70_000, near.maxPayload()
        }) {
      sent.add(message(sent.size(), length));
    }
    for (final byte[] message : sent) {
      send(near, message);
      send(far, message);
    }

    Worker.await(
        "all have arrived",
        () -> atHere.messages.size() == sent.size() && atThere.messages.size() == sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(atHere.messages.get(i)).as("message " + i).isEqualTo(sent.get(i));
      assertThat(atThere.messages.get(i)).as("message " + i).isEqualTo(sent.get(i));
    }
  }

  /** What the bridge finds when it comes back, it takes in one go, and sends the short ones together. */
  @Test
  void shortAndLongMessagesThatAreTakenTogetherKeepTheirOrder() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final Recorder atThere = new Recorder();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", new Recorder());
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", atThere);
    Worker.await("both bound", () -> near.isBound() && far.isBound());
    left.pause();

    for (int i = 0; i < BLOCKS / 2; i++) {
      send(near, message(i, i % 4 == 3 ? 2000 : 8 * i));
    }
    left.resume();

    Worker.await("all have arrived", () -> atThere.messages.size() == BLOCKS / 2);
    for (int i = 0; i < BLOCKS / 2; i++) {
      assertThat(atThere.messages.get(i))
          .as("message " + i)
          .isEqualTo(message(i, i % 4 == 3 ? 2000 : 8 * i));
    }
  }

  @Test
  void anEndpointIsBoundOnceTheFarProgramHasRegisteredIt() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", new Recorder());
    final ZeroCopyEndpoint marker = ZeroCopyEndpoint.register(here.owned(), "b", new Recorder());
    ZeroCopyEndpoint.register(there.owned(), "b", new Recorder());
    Worker.await("b is bound", marker::isBound);

    assertThat(near.isBound()).isFalse();

    ZeroCopyEndpoint.register(there.owned(), "a", new Recorder());
    Worker.await("a is bound", near::isBound);
  }

  @Test
  void whatWasSentBeforeAnOrderlyEndArrivesAndThenTheOtherSideIsToldWhy() throws Exception {
    final Worker<Icbmsg> there = program("right");
    final Recorder atThere = new Recorder();
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", atThere);
    for (int life = 0; life < 3; life++) {
      final Worker<Icbmsg> here = program("left");
      final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", new Recorder());
      Worker.await("both bound", () -> near.isBound() && far.isBound());
      final int before = life * 500;
      for (int i = before; i < before + 500; i++) {
        send(near, message(i, i % 3000));
      }

      here.close();

      final int lives = life + 1;
      Worker.await("the far program is told", () -> atThere.unbound.size() == lives);
      assertThat(atThere.unbound).containsOnly(UnboundReason.PEER_CLOSED);
      assertThat(atThere.messages).hasSize(before + 500);
    }
    for (int i = 0; i < atThere.messages.size(); i++) {
      assertThat(atThere.messages.get(i)).as("message " + i).isEqualTo(message(i, i % 3000));
    }
    assertThat(left.owned().snapshot().faults()).isEmpty();
    assertThat(right.owned().snapshot().faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 3000, 20_000})
  void aFullFarSideIsFeltByTheNearSenderAndNothingIsLost(final int length) throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final Recorder atThere = new Recorder();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", new Recorder());
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", atThere);
    Worker.await("both bound", () -> near.isBound() && far.isBound());
    there.pause();

    int accepted = 0;
    int status = 0;
    while (status != Status.TIMED_OUT) {
      final byte[] message = message(accepted, length);
      status = near.send(new UnsafeBuffer(message), 0, length, Timeout.of(REFUSED_AFTER));
      accepted += status == length ? 1 : 0;
    }
    there.resume();

    final int sent = accepted;
    Worker.await("all have arrived", () -> atThere.messages.size() == sent);
    for (int i = 0; i < sent; i++) {
      assertThat(atThere.messages.get(i)).as("message " + i).isEqualTo(message(i, length));
    }
    assertThat(here.owned().undelivered()).isZero();
  }

  @Test
  void aSlowEndpointDoesNotHoldUpAnotherOne() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final ZeroCopyEndpoint slow = ZeroCopyEndpoint.register(here.owned(), "a", new Recorder());
    final ZeroCopyEndpoint quick = ZeroCopyEndpoint.register(here.owned(), "b", new Recorder());
    final List<HeldBlock> held = Collections.synchronizedList(new ArrayList<>());
    // Keeps blocks until there are not enough for one more.
    ZeroCopyEndpoint.register(there.owned(), "a", block -> held.add(block.hold()));
    final Recorder atQuick = new Recorder();
    ZeroCopyEndpoint.register(there.owned(), "b", atQuick);
    Worker.await("both bound", () -> slow.isBound() && quick.isBound());
    final byte[] large = message(1, BLOCK_SIZE * BLOCKS / 4 + 1);
    for (int i = 0; i < 4; i++) {
      send(slow, large);
    }
    Worker.await(
        "there is no room for the next one",
        () -> right.owned().snapshot().lanes().get(0).receiveWaits() > 0);

    for (int i = 0; i < 100; i++) {
      send(quick, message(i, 8));
    }

    Worker.await("the other endpoint's arrive", () -> atQuick.messages.size() == 100);
    Worker.await("the slow ones arrive", () -> {
      synchronized (held) {
        held.removeIf(block -> {
          block.release();
          return true;
        });
      }
      return right.owned().snapshot().lanes().get(0).received() == 4;
    });
  }

  @RepeatedTest(5)
  void eachAcceptedMessageIsReceivedOrCountedWhenTheFarProgramGoes() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final Recorder atHere = new Recorder();
    final Recorder atThere = new Recorder();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", atHere);
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", atThere);
    Worker.await("both bound", () -> near.isBound() && far.isBound());

    final UnsafeBuffer message = new UnsafeBuffer(message(0, 1000));
    final Thread killer = new Thread(() -> {
      while (atThere.messages.size() < 1000) {
        Thread.onSpinWait();
      }
      there.close();
    });
    killer.start();
    int accepted = 0;
    while (atHere.unbound.isEmpty()) {
      accepted += near.send(message, 0, 1000) >= 0 ? 1 : 0;
    }
    killer.join();

    assertThat(atHere.unbound).containsExactly(UnboundReason.PEER_CLOSED);
    Worker.await("the bridges have met anew", () -> left.owned().snapshot().sessions() == 2);
    left.close();
    right.close();
    final long unsent = here.owned().undelivered();
    final long onTheWay = left.owned().snapshot().lanes().get(0).undeliveredThere();
    final long unread = right.owned().snapshot().unread();
    final int received = atThere.messages.size();
    assertThat(received + unsent + onTheWay + unread)
        .as(
            "%d received, %d not taken, %d on the way, %d unread",
            received, unsent, onTheWay, unread)
        .isEqualTo(accepted);
  }

  /** Then its bridge is the one to find out, in the middle of handing it a message. */
  @RepeatedTest(10)
  void aProgramThatClosesWhileItsBridgeWaitsForItsBlocksHasNotDied() throws Exception {
    final Worker<Icbmsg> here = program("left");
    final Worker<Icbmsg> there = program("right");
    final Recorder atHere = new Recorder();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(here.owned(), "a", atHere);
    final ZeroCopyEndpoint far = ZeroCopyEndpoint.register(there.owned(), "a", new Recorder());
    Worker.await("both bound", () -> near.isBound() && far.isBound());
    there.pause();
    final byte[] large = message(1, BLOCK_SIZE * BLOCKS / 4 + 1);
    for (int i = 0; i < 5; i++) {
      send(near, large);
    }
    Worker.await(
        "there is no room for the next one",
        () -> right.owned().snapshot().lanes().get(0).receiveWaits() > 0);

    there.close();

    Worker.await("the near program is told", () -> !atHere.unbound.isEmpty());
    assertThat(atHere.unbound).containsExactly(UnboundReason.PEER_CLOSED);
  }

  @Test
  void bridgesThatJoinOtherEndpointsSaySoAndBindNothing() throws Exception {
    right.close();
    final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    final BridgeConfig config = BridgeConfig.named("right")
        .directory(directory)
        .endpoints("a", "c")
        .sendTo("aeron:udp?endpoint=127.0.0.1:" + ports[0])
        .listenAt("aeron:udp?endpoint=127.0.0.1:" + ports[1])
        .listener(new BridgeListener() {
          @Override
          public void onRefused(final String sentence) {
            refusals.add(sentence);
          }
        });
    opened(new Worker<>("other bridge", () -> AeronBridge.open(config), AeronBridge::doWork));

    Worker.await("it is refused", () -> !refusals.isEmpty());

    assertThat(refusals)
        .containsExactly("the other bridge joins the endpoints a,b, and this one a,c");
  }
}
