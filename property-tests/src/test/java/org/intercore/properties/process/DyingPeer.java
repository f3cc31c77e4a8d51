package org.intercore.properties.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.properties.process.KillablePeer.Bell;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * One life from open to close, on a single thread, against a {@link KillablePeer} under load, that ends
 * at a {@link DeathPoint}: SEED, and then one line on its standard input:
 *
 * <pre>
 *  INCARNATION DIRECTORY SHAPE BELL POINT
 * </pre>
 *
 * <p>It prints "open ROLE", and if it has lived to its natural end, all steps that it has passed.
 */
final class DyingPeer {
  /** In this order. */
  enum Phase {
    OPEN,
    BOND,
    BIND,
    CLAIM,
    SEND,
    RECEIVE,
    RELEASE,
    CLOSE;

    /** Whether in this phase each endpoint has got something from the other side. */
    boolean isBound() {
      return compareTo(RECEIVE) > 0;
    }
  }

  private static final int RECEIVED_AT_LEAST = 3;
  private static final Duration NAP = Duration.ofMillis(1);

  private final long seed;
  private final int incarnation;
  private final Bell bell;
  private final List<Ear> ears = new ArrayList<>();
  private Icbmsg instance;

  private DyingPeer(final long seed, final int incarnation, final Bell bell) {
    this.seed = seed;
    this.incarnation = incarnation;
    this.bell = bell;
  }

  public static void main(final String[] arguments) throws Exception {
    final BlockingQueue<String> orders = OrderedProcess.listen();
    OrderedProcess.say("ready");
    final String[] order = orders.take().split(" ", 5);
    final Bell bell = Bell.valueOf(order[3]);
    DeathPoint.dieAt(DeathPoint.At.parse(order[4]));
    new DyingPeer(Long.parseLong(arguments[0]), Integer.parseInt(order[0]), bell)
        .live(Path.of(order[1]), KillShape.parse(order[2]));
    DeathPoint.forEach((step, passes) -> OrderedProcess.say(step + "|" + passes));
  }

  private static void enter(final Phase phase) {
    DeathPoint.enter(phase.name());
  }

  private void live(final Path directory, final KillShape shape) {
    enter(Phase.OPEN);
    instance = Icbmsg.open(KillablePeer.config(directory, shape, bell));
    OrderedProcess.say("open " + instance.role());
    enter(Phase.BOND);
    workUntil(instance::isBound);
    enter(Phase.BIND);
    for (int i = 0; i < KillablePeer.LANES; i++) {
      ears.add(new Ear(i));
    }
    workUntil(() -> ears.stream().allMatch(ear -> ear.endpoint.isBound()));
    enter(Phase.CLAIM);
    final List<TxBlock> claimed = new ArrayList<>();
    for (final Ear ear : ears) {
      claimed.add(claim(ear, 0));
    }
    claim(ears.get(0), 1).drop();
    enter(Phase.SEND);
    for (final Ear ear : ears) {
      require(claimed.get(ear.lane).send(ear.length) == ear.length, "send");
      sendCopy(ear, 1);
    }
    enter(Phase.RECEIVE);
    workUntil(() -> ears.stream().allMatch(ear -> ear.received >= RECEIVED_AT_LEAST));
    enter(Phase.RELEASE);
    ears.forEach(ear -> ear.held.release());
    workUntil(() -> instance.txBlocksInUse() == 0);
    enter(Phase.CLOSE);
    ears.forEach(ear -> ear.endpoint.close());
    instance.close();
  }

  private TxBlock claim(final Ear ear, final int sequence) {
    final TxBlock block = ear.endpoint.claim(ear.length, Timeout.NO_WAIT);
    require(block.isClaimed(), "claim");
    new Letter(ear.lane, incarnation, 1, sequence, ear.length).write(seed, block.buffer());
    return block;
  }

  private void sendCopy(final Ear ear, final int sequence) {
    final AtomicBuffer source = Buffers.allocate(Letter.HEAD);
    new Letter(ear.lane, incarnation, 1, sequence, Letter.HEAD).write(seed, source);
    require(ear.endpoint.send(source, 0, Letter.HEAD) == Letter.HEAD, "send with a copy");
  }

  private static void require(final boolean right, final String what) {
    if (!right) {
      throw new AssertionError("cannot " + what);
    }
  }

  private void workUntil(final BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      if (instance.doWork() > 0) {
        continue;
      }
      if (bell == Bell.SOCKET) {
        instance.awaitWork(Timeout.of(NAP));
      } else {
        Thread.yield();
      }
    }
  }

  /** One endpoint: keeps the first message until it is told to release it. */
  private final class Ear implements BlockHandler {
    private final int lane;
    private final int length;
    private final ZeroCopyEndpoint endpoint;
    private HeldBlock held;
    private int received;

    Ear(final int lane) {
      this.lane = lane;
      this.length = instance.txGeometry().payloadCapacity(KillablePeer.maxBlocks(lane));
      this.endpoint = ZeroCopyEndpoint.register(instance, "lane " + lane, this);
    }

    @Override
    public void onBlock(final RxBlock block) {
      final Letter letter = Letter.read(seed, block.buffer(), block.length());
      if (letter.lane() != lane || letter.sequence() != received) {
        throw new AssertionError(letter + " came to lane " + lane + " as number " + received);
      }
      received++;
      if (held == null) {
        held = block.hold();
      }
    }

    @Override
    public void onUnbound(final ZeroCopyEndpoint ours, final UnboundReason reason) {
      throw new AssertionError("unbound, but nobody else dies: " + reason);
    }
  }
}
