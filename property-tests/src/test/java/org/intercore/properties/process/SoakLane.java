package org.intercore.properties.process;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * One endpoint of a {@link SoakPeer}: a thread that sends in bursts, and a handler that holds what
 * arrives against the rules. The first message of a bond says who sends; how long each one after it is,
 * and every byte of it, follows from that and from its number, so nothing can be lost, doubled or
 * changed unseen, an empty message included.
 */
class SoakLane implements BlockHandler {
  private static final int LONGEST_BURST = 40;
  private static final int ROOM_FOR_ALL = 8;
  private static final int DROPS = 20;
  private static final long PAUSE_NS = 1_000_000;

  final int number;
  final int life;
  final long seed;
  final SoakFigures figures;
  final SplittableRandom sendersRandom;
  final ZeroCopyEndpoint endpoint;
  volatile boolean over;
  private final SoakKind kind;
  private final long intervalNs;
  private final SplittableRandom receiversRandom;
  private final int maxLength;
  // Guarded by this, down to the next comment.
  private final List<Holding> held = new ArrayList<>();
  private boolean bound;
  private int bond;
  private int sent;
  private int received;
  private Letter last;
  // The sender's own, read by the thread that waits for it.
  private volatile boolean paused;
  private volatile boolean atRest;
  private final AtomicLong claims = new AtomicLong();

  /** A message that is kept until its time has come. */
  private record Holding(HeldBlock block, Letter letter, long dueNs) {}

  /**
   * An endpoint.
   *
   * @param life the number of this opening of this side; no two openings have the same
   * @param messagesPerSecond how much to send, on average
   */
  SoakLane(
      final Icbmsg instance,
      final String name,
      final int number,
      final SoakKind kind,
      final int life,
      final long seed,
      final int messagesPerSecond,
      final SoakFigures figures) {
    this.number = number;
    this.kind = kind;
    this.life = life;
    this.seed = seed;
    this.figures = figures;
    this.intervalNs = TimeUnit.SECONDS.toNanos(1) / messagesPerSecond;
    final SplittableRandom own = new SplittableRandom(seed + 31L * life + number);
    this.sendersRandom = own.split();
    this.receiversRandom = own.split();
    this.maxLength = instance.txGeometry().payloadCapacity(kind.maxBlocks());
    this.endpoint = ZeroCopyEndpoint.register(instance, name, this);
  }

  void sendUntilOver() {
    while (!over) {
      if (paused) {
        rest(PAUSE_NS);
      } else {
        atRest = false;
        awaitBound();
        final int burst = sendersRandom.nextInt(1, LONGEST_BURST);
        for (int i = 0; i < burst && !over && !paused && maySend(); i++) {
          sendOne();
        }
        LockSupport.parkNanos(sendersRandom.nextLong(2 * burst * intervalNs));
      }
    }
  }

  final void rest(final long atMostNs) {
    atRest = true;
    LockSupport.parkNanos(atMostNs);
  }

  final void awaitBound() {
    final int status = endpoint.awaitBound(Timeout.FOREVER);
    require(status == 0 || over && status == Status.CLOSED, "awaitBound", status);
  }

  private void sendOne() {
    final int inBond;
    final int sequence;
    synchronized (this) {
      inBond = bond();
      sequence = sent;
    }
    if (inBond == 0) {
      Thread.yield(); // The handler is about to be told.
      return;
    }
    final Letter letter = letter(life, inBond, sequence);
    final int room = switch (sendersRandom.nextInt(ROOM_FOR_ALL)) {
      case 0 -> maxLength;
      // Whatever is free, from the first free block on.
      case 1 -> 0;
      default -> letter.length();
    };
    try (TxBlock block = endpoint.claim(room, kind.patience())) {
      if (isClaimed(block, kind.patience())
          && block.capacity() >= letter.length()
          && sendersRandom.nextInt(DROPS) > 0) {
        letter.write(seed, block.buffer());
        send(block, inBond, letter.length());
      }
    }
  }

  /** What is not claimed has to have a status that is documented for such a claim. */
  final boolean isClaimed(final TxBlock block, final Timeout patience) {
    claims.incrementAndGet();
    if (block.isClaimed()) {
      return true;
    }
    figures.refused.incrementAndGet();
    final boolean known = switch (block.status()) {
      case Status.NO_MEMORY -> patience.nanos() == 0;
      case Status.TIMED_OUT -> patience.nanos() > 0 && patience != Timeout.FOREVER;
      case Status.BUSY, Status.NOT_CONNECTED -> true;
      case Status.CLOSED -> over;
      default -> false;
    };
    require(known, "claim", block.status());
    return false;
  }

  final synchronized boolean send(final TxBlock block, final int inBond, final int length) {
    if (bond() != inBond) {
      return false;
    }
    final int status = block.send(length);
    require(
        status == length || status == Status.NOT_CONNECTED || over && status == Status.CLOSED,
        "send",
        status);
    if (status == length) {
      sent++;
    }
    return status == length;
  }

  void require(final boolean right, final String call, final int status) {
    if (!right) {
      throw new AssertionError(call + " of " + this + ": " + Status.describe(status));
    }
  }

  /** A message of anybody's to this lane. */
  final Letter letter(final int ofLife, final int ofBond, final int sequence) {
    final int least = sequence == 0 || kind == SoakKind.GUEST ? Letter.HEAD : 0;
    final long drawn = Letter.draw(seed, number, ofLife, ofBond, sequence);
    // Mostly short, as messages are, and one in eight empty but for what has to be in it.
    final int most = Math.floorMod(drawn, 4) == 0 ? maxLength : Math.min(maxLength, 200);
    final int length = Math.floorMod(drawn >> 8, 8) == 0
        ? least
        : least + (int) Math.floorMod(drawn >> 16, most - least + 1L);
    return new Letter(number, ofLife, ofBond, sequence, length);
  }

  @Override
  public synchronized void onBound(final ZeroCopyEndpoint ours) {
    bound = true;
    bond++;
    sent = 0;
    received = 0;
  }

  @Override
  public synchronized void onBlock(final RxBlock block) {
    if (!bound) {
      throw new AssertionError("a message came to " + this + " while it was not bound");
    }
    final Letter letter = expected(block);
    if (!letter.isIn(seed, block.buffer(), block.length())) {
      throw new AssertionError(
          block.length() + " bytes came to " + this + " that are not " + letter);
    }
    last = letter;
    received++;
    figures.verified.incrementAndGet();
    taken(block, letter);
  }

  /** The one message that may come now. */
  Letter expected(final RxBlock block) {
    if (received > 0) {
      return letter(last.incarnation(), last.bond(), received);
    }
    final Letter first = Letter.read(seed, block.buffer(), block.length());
    final boolean isLater = last == null
        || first.incarnation() > last.incarnation()
        || first.incarnation() == last.incarnation() && first.bond() > last.bond();
    if (!isLater || first.lane() != number) {
      throw new AssertionError(first + " came to " + this + " after " + last);
    }
    return letter(first.incarnation(), first.bond(), 0);
  }

  /** What becomes of a message that was right. */
  void taken(final RxBlock block, final Letter letter) {
    hold(block, kind.drawHoldNs(receiversRandom, held()), letter);
  }

  /** Holds a message for so long, or not at all; the letter is null if nobody knows what it is. */
  final void hold(final RxBlock block, final long forNs, final Letter letter) {
    if (forNs > 0) {
      figures.held.incrementAndGet();
      held.add(new Holding(block.hold(), letter, System.nanoTime() + forNs));
    }
  }

  final int held() {
    return held.size();
  }

  /** Whether the other side has room for one more, as far as those who use it have agreed. */
  boolean maySend() {
    return true;
  }

  /** Whether nobody writes into what is held. */
  boolean isHeldForCertain() {
    return true;
  }

  @Override
  public synchronized void onUnbound(final ZeroCopyEndpoint ours, final UnboundReason reason) {
    bound = false;
    // The next peer may write where these lie; until now nobody can have.
    releaseHeld(Long.MAX_VALUE);
  }

  /** For when nobody receives or sends any more. */
  void giveUp() {
    releaseDue(true);
  }

  /** Releases what is due, which is any of those held. */
  final synchronized void releaseDue(final boolean all) {
    releaseHeld(all ? Long.MAX_VALUE : System.nanoTime());
  }

  private void releaseHeld(final long nowNs) {
    for (int i = held.size() - 1; i >= 0; i--) {
      final Holding one = held.get(i);
      if (nowNs == Long.MAX_VALUE || nowNs - one.dueNs >= 0) {
        held.remove(i);
        // Once we are closed, what we hold stays readable, but the peer has taken it back.
        if (!over
            && one.letter != null
            && isHeldForCertain()
            && !one.letter.isIn(seed, one.block.buffer(), one.block.length())) {
          throw new AssertionError("held " + one.letter + " has changed");
        }
        one.block.release();
      }
    }
  }

  /** The number of the present bond, or 0. */
  final synchronized int bond() {
    return bound ? bond : 0;
  }

  final synchronized int sent() {
    return sent;
  }

  final synchronized int received() {
    return received;
  }

  /** How many claims have come back, with a block or without. */
  final long claims() {
    return claims.get();
  }

  /** Sends no more once it {@link #isAtRest()}. */
  final void pause() {
    // What an earlier pause has left is no answer: its sender may be about to send.
    atRest = false;
    paused = true;
  }

  final void resume() {
    paused = false;
  }

  final boolean isAtRest() {
    return atRest;
  }

  /** Whether there is nothing left to do, now that nothing more is sent. */
  synchronized boolean isQuiet() {
    return held.isEmpty();
  }

  @Override
  public synchronized String toString() {
    return endpoint + " of life " + life + " in bond " + bond + ", sent " + sent + ", received "
        + received;
  }
}
