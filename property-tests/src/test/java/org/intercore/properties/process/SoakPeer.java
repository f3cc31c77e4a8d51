package org.intercore.properties.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * One of the two processes of a {@link Soak}: SEED PLACE DIRECTORY MESSAGES-PER-SECOND. The word of an
 * order is printed when it is done:
 *
 * <pre>
 *  open LIFE   opens its side and begins to send
 *  receive     has got something in this bond on each endpoint that gets something
 *  pause       sends no more
 *  settle      has given back what it held, got back what it sent, and has all answers
 *  count       says what was sent and received in this bond
 *  sample      says what it uses
 *  resume      sends again
 *  close       closes its side; it can be opened again
 *  end         ends
 * </pre>
 */
final class SoakPeer {
  private static final int BLOCKS = 128;
  private static final int BLOCK_SIZE = 256;
  private static final int ECHOES = 3;
  private static final int GUESTS = 5;
  private static final int MOST_PATIENT_NS = 10_000_000;
  private static final int COMINGS = 20;

  private final long seed;
  private final int place;
  private final Path directory;
  private final int messagesPerSecond;
  private final LinkFormat format;
  private final SplittableRandom random;
  private final SoakFigures figures = new SoakFigures();
  private final List<SoakLane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private Icbmsg instance;
  private IcbmsgRunner runner;
  private SoakGuest guest;
  private volatile boolean settling;
  private volatile boolean over;

  private SoakPeer(final String[] arguments) {
    seed = Long.parseLong(arguments[0]);
    place = Integer.parseInt(arguments[1]);
    directory = Path.of(arguments[2]);
    messagesPerSecond = Integer.parseInt(arguments[3]);
    format = LinkFormat.valueOf(arguments[4]);
    random = new SplittableRandom(seed + place);
  }

  public static void main(final String[] arguments) throws Exception {
    final BlockingQueue<String> orders = OrderedProcess.listen();
    final SoakPeer peer = new SoakPeer(arguments);
    String order = orders.take();
    while (!order.equals("end")) {
      peer.obey(order.split(" "));
      order = orders.take();
    }
    OrderedProcess.say("end");
    System.exit(0);
  }

  private void obey(final String[] order) throws Exception {
    String answer = "";
    switch (order[0]) {
      case "open" -> open(Integer.parseInt(order[1]));
      case "receive" ->
        OrderedProcess.await(
            () -> lanes.stream().allMatch(lane -> !receives(lane) || lane.received() > 0));
      case "pause" -> {
        lanes.forEach(SoakLane::pause);
        OrderedProcess.await(() -> lanes.stream().allMatch(SoakLane::isAtRest));
      }
      case "settle" -> settle();
      case "count" -> answer = counts();
      case "sample" -> answer = SoakSample.take(instance, directory, figures).toString();
      case "resume" -> {
        settling = false;
        lanes.forEach(SoakLane::resume);
      }
      case "close" -> close();
      default -> throw new AssertionError(String.join(" ", order));
    }
    OrderedProcess.say(order[0] + " " + answer);
  }

  private boolean receives(final SoakLane lane) {
    return lane.number != GUESTS + place;
  }

  private void open(final int life) {
    over = false;
    settling = false;
    instance = Icbmsg.open(IcbmsgConfig.named("soak")
        .directory(directory)
        .format(format)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(BLOCK_SIZE));
    // The first lane is bound before the guest's, and so tells it of a new peer in time.
    guest = new SoakGuest(instance, "guest " + (1 - place), GUESTS + 1 - place, seed, figures);
    final SoakGuest told = guest;
    lanes.add(
        new SoakLane(instance, "ticks", 0, SoakKind.TICKS, life, seed, messagesPerSecond, figures) {
          @Override
          public void onBound(final ZeroCopyEndpoint ours) {
            told.beginBond();
            super.onBound(ours);
          }
        });
    addLane("orders", 1, SoakKind.ORDERS, life, messagesPerSecond);
    addLane("bulk", 2, SoakKind.BULK, life, Math.max(1, messagesPerSecond / 4));
    for (int asker = 0; asker < 2; asker++) {
      final String name = "echo " + asker;
      lanes.add(
          asker == place
              ? new SoakAsker(
                  instance, name, ECHOES + asker, life, seed, messagesPerSecond, figures)
              : new SoakAnswerer(instance, name, ECHOES + asker, life, seed, figures));
    }
    addLane("guest " + place, GUESTS + place, SoakKind.GUEST, life, messagesPerSecond);
    guest.come();
    runner = IcbmsgRunner.start(instance, OrderedProcess::fail);
    lanes.forEach(lane -> start("sender " + lane.number, lane::sendUntilOver));
    start("keeper", this::keepUntilOver);
  }

  private void addLane(
      final String name, final int number, final SoakKind kind, final int life, final int rate) {
    lanes.add(new SoakLane(instance, name, number, kind, life, seed, rate, figures));
  }

  private void start(final String name, final OrderedProcess.Work work) {
    threads.add(OrderedProcess.start(name, work));
  }

  /** Releases what is due, and lets the guest come and go. */
  private void keepUntilOver() {
    while (!over) {
      lanes.forEach(lane -> lane.releaseDue(settling));
      if (settling || random.nextInt(2) == 0) {
        guest.come();
      } else if (random.nextInt(COMINGS) == 0) {
        guest.go();
      }
      LockSupport.parkNanos(random.nextInt(MOST_PATIENT_NS));
    }
  }

  private void settle() throws InterruptedException {
    settling = true;
    OrderedProcess.await(() -> lanes.stream().allMatch(SoakLane::isQuiet)
        && instance.txBlocksInUse() == 0
        && instance.rxRunsInUse() == 0);
  }

  /** Sent and received by each lane, and those that the guest got or is known to have missed. */
  private String counts() {
    final long others =
        instance.faults().total() - instance.faults().count(BlockFault.UNBOUND_ENDPOINT);
    if (others != 0) {
      throw new AssertionError(
          "an honest peer is said to lie: " + instance.faults().snapshot());
    }
    return lanes.stream()
            .map(lane -> lane.sent() + "," + lane.received() + " ")
            .collect(Collectors.joining())
        + guest.receivedOrLost();
  }

  private void close() throws InterruptedException {
    over = true;
    lanes.forEach(lane -> lane.over = true);
    runner.close();
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
