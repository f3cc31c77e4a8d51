package org.intercore.properties.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.zerocopy.TxBlock;

/**
 * One of the two processes: SEED. The word of an order is printed when it is done:
 *
 * <pre>
 *  open INCARNATION DIRECTORY SHAPE BELL
 *                 opens its side and begins to send
 *  receive COUNT  has got that many messages in this bond on each endpoint
 *  hoard          has claimed what it could get, so that all who send wait
 *  mourn          knows that it is alone, and has all its blocks back
 *  pause          sends no more
 *  sent           says how many it has sent in this bond on each endpoint
 *  settle A,B,C   has received as many or waits no longer for them, has given back what it held, got
 *                 back what it sent
 *  resume         sends again
 *  leave          closes its side, which is settled; may open another one
 *  close          closes its side and ends
 * </pre>
 *
 * <p>On its own account it prints that it is unbound.
 */
final class KillablePeer {
  static final int LANES = 3;

  private static final Duration FOR_EVER = Duration.ofHours(1);

  private static final int MOST_PATIENT_NS = 5_000_000;
  private static final long FOR_THE_LAST_MESSAGE_NS = TimeUnit.SECONDS.toNanos(30);

  private final long seed;
  private final Figures figures = new Figures();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Lane[] lanes = new Lane[LANES];
  private final List<TxBlock> hoard = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private int incarnation;
  private Icbmsg instance;
  private IcbmsgRunner runner;
  private boolean ended;
  private volatile boolean over;
  private volatile boolean settling;

  /** How a process waits for the other one. */
  enum Bell {
    /** Sleeps at the socket. */
    SOCKET,
    /** Never sleeps, and asks now and then whether the other process is still there. */
    POLLING,
    /** Never asks: it learns of the other's death from the next one. */
    UNAWARE
  }

  private KillablePeer(final long seed) {
    this.seed = seed;
  }

  public static void main(final String[] arguments) throws Exception {
    final BlockingQueue<String> orders = OrderedProcess.listen();
    final KillablePeer peer = new KillablePeer(Long.parseLong(arguments[0]));
    OrderedProcess.say("ready");
    while (!peer.ended) {
      peer.obey(orders.take().split(" "));
    }
    System.exit(0);
  }

  private void obey(final String[] order) throws InterruptedException {
    switch (order[0]) {
      case "open" -> {
        incarnation = Integer.parseInt(order[1]);
        open(Path.of(order[2]), KillShape.parse(order[3]), Bell.valueOf(order[4]));
      }
      case "receive" -> {
        final int count = Integer.parseInt(order[1]);
        OrderedProcess.await(() -> all(lane -> lane.hasReceived(count)));
        OrderedProcess.say("receive");
      }
      case "hoard" -> {
        // The last blocks may be kept for a sender who waits for more of them than are left.
        for (TxBlock one = lanes[0].claimOne(); one.isClaimed(); one = lanes[0].claimOne()) {
          hoard.add(one);
        }
        OrderedProcess.say("hoard");
      }
      case "mourn" -> {
        OrderedProcess.await(() -> all(Lane::isAlone));
        // Only now, so that nobody came out of a claim because blocks were free again.
        hoard.forEach(TxBlock::drop);
        hoard.clear();
        OrderedProcess.await(() -> instance.txBlocksInUse() == 0);
        OrderedProcess.say("mourn " + figures);
      }
      case "pause" -> {
        each(Lane::pause);
        OrderedProcess.await(() -> all(Lane::isAtRest));
        OrderedProcess.say("pause");
      }
      case "sent" -> OrderedProcess.say("sent " + numbers(Lane::sent));
      case "settle" -> settle(order[1].split(","));
      case "resume" -> {
        each(Lane::resume);
        OrderedProcess.say("resume");
      }
      case "leave" -> {
        close();
        OrderedProcess.say("leave");
      }
      case "close" -> {
        close();
        ended = true;
        OrderedProcess.say("close");
      }
      default -> throw new AssertionError(String.join(" ", order));
    }
  }

  /** How every process of a campaign opens its side. */
  static IcbmsgConfig config(final Path directory, final KillShape shape, final Bell bell) {
    final IcbmsgConfig config = IcbmsgConfig.named("killed")
        .directory(directory)
        .txBlocks(shape.blocks())
        .rxBlocks(shape.blocks())
        .blockSize(shape.blockSize())
        .format(shape.format())
        .linger(Duration.ZERO);
    if (bell != Bell.SOCKET) {
      config.doorbell(Doorbell.polling());
    }
    if (bell == Bell.UNAWARE) {
      config.liveness(FOR_EVER);
    }
    return config;
  }

  private void open(final Path directory, final KillShape shape, final Bell bell) {
    over = false;
    told.set(false);
    instance = Icbmsg.open(config(directory, shape, bell));
    for (int i = 0; i < LANES; i++) {
      lanes[i] = new Lane(instance, i, maxBlocks(i), incarnation, seed, figures, told);
    }
    if (bell == Bell.SOCKET) {
      runner = IcbmsgRunner.start(instance, OrderedProcess::fail);
    } else {
      threads.add(OrderedProcess.start("worker", this::workUntilOver));
    }
    each(lane -> threads.add(OrderedProcess.start("sender", lane::sendUntilOver)));
    threads.add(OrderedProcess.start("releaser", this::releaseUntilOver));
    OrderedProcess.say("open " + instance.role());
  }

  /** Messages of one block, of some, and of so many that senders stand in line for them. */
  static int maxBlocks(final int lane) {
    return 1 + lane * lane;
  }

  private void workUntilOver() {
    while (!over) {
      if (instance.doWork() == 0) {
        Thread.yield();
      }
    }
  }

  private void releaseUntilOver() {
    final SplittableRandom random = new SplittableRandom(seed + incarnation);
    while (!over) {
      final boolean released = lanes[random.nextInt(LANES)].releaseOne(random, settling);
      if (!(settling && released)) {
        LockSupport.parkNanos(random.nextInt(MOST_PATIENT_NS));
      }
    }
  }

  private void settle(final String[] counts) throws InterruptedException {
    settling = true;
    // Small messages need no block, so that all blocks are back does not say that they have come.
    OrderedProcess.await(
        () -> all(lane -> lane.hasReceived(Integer.parseInt(counts[lane.number()]))),
        FOR_THE_LAST_MESSAGE_NS);
    OrderedProcess.await(() ->
        all(Lane::holdsNothing) && instance.txBlocksInUse() == 0 && instance.rxRunsInUse() == 0);
    settling = false;
    if (instance.faults().total() != 0) {
      throw new AssertionError("an honest peer is said to lie: " + instance.faults());
    }
    OrderedProcess.say("settle " + figures + " " + instance.txBlocksHighWater() + " "
        + lanes[0].bonds() + " " + numbers(Lane::sent) + " " + numbers(Lane::received));
  }

  private String numbers(final ToIntFunction<Lane> of) {
    return Arrays.stream(lanes)
        .mapToInt(of)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  private void close() throws InterruptedException {
    over = true;
    each(Lane::end);
    if (runner == null) {
      instance.close();
    } else {
      runner.close();
      runner = null;
    }
    for (final Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }

  private boolean all(final Predicate<Lane> what) {
    return Arrays.stream(lanes).allMatch(what);
  }

  private void each(final Consumer<Lane> what) {
    Arrays.stream(lanes).forEach(what);
  }
}
