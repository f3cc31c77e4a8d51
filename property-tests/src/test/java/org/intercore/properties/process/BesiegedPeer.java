package org.intercore.properties.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * A process of a {@link Siege}: SEED LIFE DIRECTORY FORMAT. It is the one that is attacked, or the
 * attacker, or the honest peer that comes after. The word of an order is printed when it is done:
 *
 * <pre>
 *  open                   opens its side and begins to send
 *  trust                  believes what arrives from the next bond on
 *  beware                 believes nothing any more
 *  meet                   has got something on each endpoint in this bond, not necessarily right
 *  attack BURSTS HEADER   has lied that often, about the channel's parameters too if HEADER is true
 *  progress               everything that must not hang has come back some more times
 *  alone                  is bound to nobody
 *  pause, settle, count   as in {@link SoakPeer}
 *  resume                 sends again
 *  faults                 says what the peer did wrong
 *  close                  closes its side; it can be opened again
 *  end                    ends
 * </pre>
 */
final class BesiegedPeer {
  private static final SoakKind[] LANES = {SoakKind.TICKS, SoakKind.ORDERS, SoakKind.BULK};
  private static final int BLOCKS = 48;
  private static final int BLOCK_SIZE = 128;
  private static final int MESSAGES_PER_SECOND = 3_000;
  private static final int ENOUGH_PROGRESS = 3;
  private static final int KEEPERS_PAUSE_NS = 2_000_000;
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final long seed;
  private final Path directory;
  private final LinkFormat format;
  private final SplittableRandom random;
  private final SoakFigures figures = new SoakFigures();
  private final AtomicBoolean wary = new AtomicBoolean();
  private final List<BesiegedLane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  // What must go on whatever the peer does.
  private final AtomicLong duties = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong registrations = new AtomicLong();
  private int life;
  private Icbmsg instance;
  private volatile boolean settling;
  private volatile boolean over;

  private BesiegedPeer(final String[] arguments) {
    seed = Long.parseLong(arguments[0]);
    life = Integer.parseInt(arguments[1]);
    directory = Path.of(arguments[2]);
    format = LinkFormat.valueOf(arguments[3]);
    random = new SplittableRandom(seed + life);
  }

  public static void main(final String[] arguments) throws Exception {
    final BlockingQueue<String> orders = OrderedProcess.listen();
    final BesiegedPeer peer = new BesiegedPeer(arguments);
    String order = orders.take();
    while (!order.equals("end")) {
      peer.obey(order.split(" "));
      order = orders.take();
    }
    OrderedProcess.say("end");
    System.exit(0);
  }

  private void obey(final String[] order) throws InterruptedException {
    String answer = "";
    switch (order[0]) {
      case "open" -> open();
      case "trust" -> wary.set(false);
      case "beware" -> wary.set(true);
      case "meet" -> OrderedProcess.await(() -> all(lane -> lane.received() > 0));
      case "attack" -> {
        final Attack attack = new Attack(instance, format, random.split());
        attack.run(
            directory.resolve("besieged"),
            Integer.parseInt(order[1]),
            () -> lanes.stream().mapToInt(BesiegedLane::arrivals).sum(),
            Boolean.parseBoolean(order[2]));
        answer = attack.toString();
      }
      case "progress" -> awaitProgress();
      case "alone" ->
        OrderedProcess.await(() -> !instance.isBound() && all(lane -> lane.bond() == 0));
      case "pause" -> {
        lanes.forEach(SoakLane::pause);
        OrderedProcess.await(() -> all(SoakLane::isAtRest));
      }
      case "settle" -> settle();
      case "count" ->
        answer = lanes.stream()
            .map(lane -> lane.sent() + "," + lane.received())
            .collect(Collectors.joining(" "));
      case "resume" -> {
        settling = false;
        lanes.forEach(SoakLane::resume);
      }
      case "faults" ->
        answer = figures.verified + " "
            + instance.faults().snapshot().entrySet().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "));
      case "close" -> close();
      default -> throw new AssertionError(String.join(" ", order));
    }
    OrderedProcess.say(order[0] + " " + answer);
  }

  private boolean all(final Predicate<BesiegedLane> what) {
    return lanes.stream().allMatch(what);
  }

  private void open() {
    over = false;
    settling = false;
    instance = Icbmsg.open(IcbmsgConfig.named("besieged")
        .format(format)
        .directory(directory)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(BLOCK_SIZE)
        .linger(Duration.ofMillis(random.nextInt(20))));
    for (int i = 0; i < LANES.length; i++) {
      lanes.add(
          new BesiegedLane(instance, i, LANES[i], life, seed, MESSAGES_PER_SECOND, figures, wary));
    }
    life++;
    start("worker", this::workUntilOver);
    lanes.forEach(lane -> start("sender " + lane.number, lane::sendUntilOver));
    start("keeper", this::keepUntilOver);
    start("registrar", this::registerUntilOver);
  }

  private void start(final String name, final OrderedProcess.Work work) {
    threads.add(OrderedProcess.start(name, work));
  }

  /** Whatever comes out of the receive path comes out here, and ends the process. */
  private void workUntilOver() {
    while (!over) {
      if (instance.doWork() == 0) {
        instance.awaitWork(Timeout.of(GLANCE));
      }
      duties.incrementAndGet();
    }
  }

  private void keepUntilOver() {
    final SplittableRandom own = new SplittableRandom(seed ^ life);
    while (!over) {
      lanes.forEach(lane -> lane.releaseDue(settling));
      instance.isPeerAlive();
      rounds.incrementAndGet();
      LockSupport.parkNanos(own.nextInt(KEEPERS_PAUSE_NS));
    }
  }

  private void registerUntilOver() {
    while (!over) {
      try (ZeroCopyEndpoint extra = ZeroCopyEndpoint.register(instance, "extra", block -> {})) {
        extra.awaitBound(GLANCE);
      } catch (final IllegalStateException closedMeanwhile) {
        if (!over) {
          throw closedMeanwhile;
        }
      }
      registrations.incrementAndGet();
    }
  }

  private void awaitProgress() throws InterruptedException {
    final List<LongSupplier> activities = new ArrayList<>();
    activities.add(duties::get);
    activities.add(rounds::get);
    activities.add(registrations::get);
    for (final LongSupplier activity : activities) {
      final long before = activity.getAsLong();
      OrderedProcess.await(() -> activity.getAsLong() >= before + ENOUGH_PROGRESS);
    }
  }

  private void settle() throws InterruptedException {
    settling = true;
    OrderedProcess.await(() ->
        all(SoakLane::isQuiet) && instance.txBlocksInUse() == 0 && instance.rxRunsInUse() == 0);
  }

  private void close() throws InterruptedException {
    over = true;
    lanes.forEach(lane -> lane.over = true);
    instance.close();
    for (final Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    lanes.forEach(SoakLane::giveUp);
    lanes.clear();
    if (instance.txBlocksInUse() != 0) {
      throw new AssertionError("closed with " + instance.txBlocksInUse() + " blocks in use");
    }
  }
}
