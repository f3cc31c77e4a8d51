package org.intercore.properties.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * One endpoint of a {@link KillablePeer}: a thread that sends as much as it can, and a handler that
 * holds what arrives against the rules. What a message says of its bond is certain: between being
 * told that a bond has ended and being told of the next one nothing is sent.
 */
final class Lane implements BlockHandler {
  private static final int MOST_HELD = 5;
  private static final long PAUSE_NS = 500_000;
  private static final Duration HOARDERS_PATIENCE = Duration.ofMillis(50);

  private final int number;
  private final int incarnation;
  private final long seed;
  private final SplittableRandom sendersRandom;
  private final SplittableRandom receiversRandom;
  private final Figures figures;
  private final AtomicBoolean told;
  private final ZeroCopyEndpoint endpoint;
  private final int maxLength;
  // Guarded by this, down to the next comment.
  private final List<Holding> held = new ArrayList<>();
  private int mostHeld = MOST_HELD;
  private boolean keepsOld;
  private boolean bound;
  private int bond;
  private int sent;
  private int received;
  private Letter last;
  // The sender's own, read by the thread that waits for it.
  private volatile Doing doing = Doing.STARTING;
  private volatile boolean atRest;
  private volatile boolean paused;
  private volatile boolean over;

  /** Where the sending thread is. */
  private enum Doing {
    STARTING,
    AWAITING_BOND,
    SENDING,
    PAUSED
  }

  /** A message that is kept, and the bond in which it came. */
  private record Holding(HeldBlock block, Letter letter, int bond) {}

  /**
   * An endpoint.
   *
   * @param maxBlocks how many blocks its longest messages take
   * @param told set when the first endpoint hears of a loss, cleared with the next bond
   */
  Lane(
      final Icbmsg instance,
      final int number,
      final int maxBlocks,
      final int incarnation,
      final long seed,
      final Figures figures,
      final AtomicBoolean told) {
    this.number = number;
    this.incarnation = incarnation;
    this.seed = seed;
    this.figures = figures;
    this.told = told;
    final SplittableRandom own = new SplittableRandom(seed + 31L * incarnation + number);
    this.sendersRandom = own.split();
    this.receiversRandom = own.split();
    this.maxLength = instance.txGeometry().payloadCapacity(maxBlocks);
    this.endpoint = ZeroCopyEndpoint.register(instance, "lane " + number, this);
  }

  void sendUntilOver() {
    while (!over) {
      if (paused) {
        doing = Doing.PAUSED;
        atRest = true;
        LockSupport.parkNanos(PAUSE_NS);
      } else {
        doing = Doing.AWAITING_BOND;
        final int status = endpoint.awaitBound(Timeout.FOREVER);
        require(status == 0 || over && status == Status.CLOSED, "awaitBound", status);
        doing = Doing.SENDING;
        sendOne();
      }
    }
  }

  private void sendOne() {
    final int inBond;
    final int sequence;
    synchronized (this) {
      inBond = bound ? bond : 0;
      sequence = sent;
    }
    if (inBond == 0) {
      Thread.yield(); // The handler is about to be told.
      return;
    }
    final int length = sendersRandom.nextInt(Letter.HEAD, maxLength + 1);
    final int room = sendersRandom.nextInt(4) == 0 ? maxLength : length;
    try (TxBlock block = endpoint.claim(room, Timeout.FOREVER)) {
      if (!block.isClaimed()) {
        require(block.status() == Status.NOT_CONNECTED, "claim", block.status());
        figures.claimsEnded.incrementAndGet();
        return;
      }
      new Letter(number, incarnation, inBond, sequence, length).write(seed, block.buffer());
      if (sendersRandom.nextInt(20) > 0) {
        send(block, inBond, length);
      }
    }
  }

  /** One block, for as long as its owner likes; not claimed if none can be had for a good while. */
  TxBlock claimOne() {
    final TxBlock block = endpoint.claim(1, HOARDERS_PATIENCE);
    require(block.isClaimed() || block.status() == Status.TIMED_OUT, "claim", block.status());
    return block;
  }

  private synchronized void send(final TxBlock block, final int inBond, final int length) {
    if (bound && bond == inBond) {
      final int status = block.send(length);
      require(status == length || status == Status.NOT_CONNECTED, "send", status);
      if (status == length) {
        sent++;
      }
    }
  }

  private void require(final boolean right, final String call, final int status) {
    if (!right) {
      throw new AssertionError(call + " of lane " + number + ": " + Status.describe(status));
    }
  }

  @Override
  public synchronized void onBound(final ZeroCopyEndpoint ours) {
    told.set(false);
    bound = true;
    bond++;
    sent = 0;
    received = 0;
  }

  @Override
  public synchronized void onBlock(final RxBlock block) {
    final Letter letter = Letter.read(seed, block.buffer(), block.length());
    if (!bound || letter.lane() != number || !isNext(letter)) {
      throw new AssertionError(letter + " came to lane " + number + " of incarnation " + incarnation
          + (bound ? " in bond " : " after bond ") + bond + " as number " + received + " after "
          + last);
    }
    last = letter;
    received++;
    figures.verified.incrementAndGet();
    if (held.size() < mostHeld && receiversRandom.nextBoolean()) {
      held.add(new Holding(block.hold(), letter, bond));
    }
  }

  /** The first of a bond is number 0 of a bond that is new to us, the others follow it. */
  private boolean isNext(final Letter letter) {
    if (letter.sequence() != received) {
      return false;
    }
    if (last == null) {
      return received == 0;
    }
    final boolean sameBond =
        letter.incarnation() == last.incarnation() && letter.bond() == last.bond();
    final boolean laterBond = letter.incarnation() > last.incarnation()
        || letter.incarnation() == last.incarnation() && letter.bond() > last.bond();
    return received > 0 ? sameBond : laterBond;
  }

  @Override
  public synchronized void onUnbound(final ZeroCopyEndpoint ours, final UnboundReason reason) {
    bound = false;
    if (told.compareAndSet(false, true)) {
      OrderedProcess.say("unbound " + reason);
    }
    // As likely as not, what is held stays so while the next peer writes where it lies.
    keepsOld = receiversRandom.nextBoolean();
    mostHeld = held.size() + MOST_HELD;
    for (final Holding one : held) {
      if (one.bond == bond) {
        // No next peer can have written there: the link is opened anew after this only.
        requireUnchanged(one);
        figures.heldAcrossDeath.incrementAndGet();
      }
    }
  }

  private void requireUnchanged(final Holding one) {
    if (!one.letter.isIn(seed, one.block.buffer(), one.block.length())) {
      throw new AssertionError("held " + one.letter + " has changed");
    }
  }

  /** Releases one of the held messages, any; those of a dead peer perhaps only for settling. */
  synchronized boolean releaseOne(final SplittableRandom random, final boolean settling) {
    if (held.isEmpty()) {
      return false;
    }
    final int index = random.nextInt(held.size());
    final boolean old = !bound || held.get(index).bond != bond;
    if (old && keepsOld && !settling) {
      return false;
    }
    final Holding one = held.remove(index);
    if (!old) {
      requireUnchanged(one);
    } else {
      // Where a dead peer's message lies the next one may write, but it stays readable.
      one.letter.isIn(seed, one.block.buffer(), one.block.length());
      if (one.block.length() != one.letter.length()) {
        throw new AssertionError("held " + one.letter + " has another length now");
      }
    }
    one.block.release();
    return true;
  }

  /** Sends no more once it {@link #isAtRest()}. */
  void pause() {
    // What an earlier pause has left is no answer: its sender may be about to send.
    atRest = false;
    paused = true;
  }

  void resume() {
    paused = false;
  }

  void end() {
    over = true;
  }

  boolean isAtRest() {
    return atRest;
  }

  /** Whether nobody is there, and the sender knows it. */
  synchronized boolean isAlone() {
    return !bound && (doing == Doing.AWAITING_BOND || doing == Doing.PAUSED);
  }

  synchronized boolean hasReceived(final int atLeast) {
    return bound && received >= atLeast;
  }

  synchronized boolean holdsNothing() {
    return held.isEmpty();
  }

  int number() {
    return number;
  }

  synchronized int sent() {
    return sent;
  }

  synchronized int received() {
    return received;
  }

  synchronized int bonds() {
    return bond;
  }
}
