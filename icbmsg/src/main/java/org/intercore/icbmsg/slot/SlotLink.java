package org.intercore.icbmsg.slot;

import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.control.Returns;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icbmsg.observe.SentCounters;
import org.intercore.icmsg.LinkState;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.session.SessionBonding;
import org.intercore.icmsg.session.SessionMemory;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.sync.Confinement;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.icmsg.sync.Turn;

/**
 * A link in the native format: {@link org.intercore.icbmsg.slot}. It always bonds by session ids.
 *
 * <p>Which lock guards what: {@code turn} the bonding and the state's changes; {@code sending} the
 * writer, our words about the peer's blocks, and leaving the connected state. The slots are read by
 * the dispatcher alone, who also opens the link again: so it may write about the peer's blocks
 * without a lock.
 *
 * <p>A peer that begins anew empties its slots while we may still be reading what the one before it
 * has written. It writes nothing else before we have taken its session, which the dispatcher does
 * between two messages, so a message at hand stays as it is.
 */
public final class SlotLink implements PeerLink, Returns {
  /** A reader that has read nothing never lies. */
  private static final long NO_LIE = 0;

  private final RegionPair regions;
  private final SharedWords own;
  private final SharedWords peer;
  private final SlotGeometry theirs;
  private final ControlHandler handler;
  private final FaultHandler faults;
  private final Doorbell doorbell;
  private final NanoClock clock;
  private final long bondRepeatNs;
  private final SlotWriter writer;
  private final SlotReader reader;
  private final SentCounters sent;
  private final SessionBonding session = new SessionBonding(new Words());
  private final SpinLock sending;
  private final Turn turn;
  private volatile LinkState state = LinkState.OFF;
  private volatile int bond;
  private long lastRingNs;
  private int leasesThatEndWithTurn;
  private BooleanSupplier farewell = () -> true;
  private int dirtyRelease;
  // Given back in this bond: by the dispatcher, and under the lock.
  private long givenInTurn;
  private long given;
  // Of whoever asks for signs of life, one at a time.
  private long received;
  private long positionAtSign;
  private boolean leftAtSign;

  /**
   * A link that is not open yet.
   *
   * @param regions cut to their geometry
   * @param tx layout of our region
   * @param rx layout of the peer's region
   * @param handler told when the peer comes and goes
   * @param faults told of what the peer does wrong
   * @param doorbell how to ring
   * @param clock for how often to ring until bound
   * @param bondRepeatNs that often
   * @param sent counts the messages
   * @param confinement which threads use the link
   */
  public SlotLink(
      final RegionPair regions,
      final SlotGeometry tx,
      final SlotGeometry rx,
      final ControlHandler handler,
      final FaultHandler faults,
      final Doorbell doorbell,
      final NanoClock clock,
      final long bondRepeatNs,
      final SentCounters sent,
      final Confinement confinement) {
    this.regions = regions;
    this.own = SharedWords.of(regions.tx().buffer());
    this.peer = SharedWords.of(regions.rx().buffer());
    this.theirs = rx;
    this.handler = handler;
    this.faults = faults;
    this.doorbell = doorbell;
    this.clock = clock;
    this.bondRepeatNs = bondRepeatNs;
    this.sent = sent;
    this.writer = new SlotWriter(own, peer, tx);
    this.reader = new SlotReader(peer, own, rx);
    this.sending = new SpinLock(confinement);
    this.turn = new Turn("link", confinement);
    if (confinement.isConfined()) {
      reader.answersBy(writer);
    }
  }

  /**
   * Whether to tell the peer, when the link closes, that it was closed.
   *
   * @param wanted asked at each close
   * @return this
   */
  public SlotLink farewell(final BooleanSupplier wanted) {
    farewell = wanted;
    return this;
  }

  /**
   * Up to which length the lines of a message are written to when its run goes back: see {@link
   * org.intercore.icbmsg.IcbmsgConfig#dirtyRelease}.
   *
   * @param bytes 0 for never, and then slots are not written to either
   * @return this
   */
  public SlotLink dirtyRelease(final int bytes) {
    dirtyRelease = bytes;
    reader.dirties(bytes > 0);
    return this;
  }

  @Override
  public int open() {
    final boolean mine = turn.take();
    try {
      final LinkState before = state;
      if (before != LinkState.OFF && before != LinkState.DISCONNECTED) {
        return Status.ALREADY;
      }
      if (before == LinkState.OFF) {
        regions.lease();
      }
      begin();
    } finally {
      endTurn(mine);
    }
    // Whether that is of use cannot be asked here: the memory may be gone by now.
    doorbell.ring();
    return 0;
  }

  private void begin() {
    // All of it before the request, which says that we have begun anew.
    takeBackWhatWasSaid();
    lastRingNs = clock.nanoTime();
    session.request();
    state = LinkState.INITIALIZING_SESSION;
  }

  /** Nothing is read and no block is free again, as nothing has come yet. */
  private void takeBackWhatWasSaid() {
    sending.lock();
    try {
      reader.reset();
      for (int block = 0; block < theirs.blockCount(); block++) {
        own.putIntRelease(returnedOffset(block), 0);
      }
      given = 0;
      givenInTurn = 0;
      own.putLongRelease(SlotGeometry.GIVEN_OFFSET, 0);
      own.putLongRelease(SlotGeometry.GIVEN_IN_TURN_OFFSET, 0);
    } finally {
      sending.unlock();
    }
  }

  private static int returnedOffset(final int block) {
    return SlotGeometry.RETURNED_OFFSET + block * Integer.BYTES;
  }

  @Override
  public void close() {
    final boolean mine = turn.take();
    try {
      if (state == LinkState.OFF) {
        return;
      }
      leaveConnected(LinkState.OFF);
      if (farewell.getAsBoolean()) {
        session.withdraw();
      }
      leasesThatEndWithTurn++;
    } finally {
      endTurn(mine);
    }
    // Whether that is of use cannot be asked here: the memory may be gone by now.
    doorbell.ring();
  }

  private void leaveConnected(final LinkState next) {
    sending.lock();
    state = next;
    sending.unlock();
  }

  private void endTurn(final boolean mine) {
    if (!mine) {
      return;
    }
    while (leasesThatEndWithTurn > 0) {
      leasesThatEndWithTurn--;
      regions.release();
    }
    turn.give();
  }

  @Override
  public int bond() {
    return bond;
  }

  @Override
  public boolean isBound() {
    return state == LinkState.CONNECTED_SESSION;
  }

  /**
   * What we read is a sign only if it came since the last call: it did if nothing was left then, or if
   * more was read than fits the slots. Else a dead peer would seem alive until we have read the rest.
   */
  @Override
  public long signsOfLife() {
    final long position = reader.position();
    if (leftAtSign ? position - positionAtSign > theirs.slotCount() : position != positionAtSign) {
      received = position;
    }
    positionAtSign = position;
    leftAtSign = reader.hasNext();
    // In no order: it is the count alone that is asked for.
    return received + peer.getLong(SlotGeometry.READ_OFFSET);
  }

  @Override
  public boolean isReceiveFaulted() {
    return false; // What a slot says is about that slot alone, so one can always read on.
  }

  @Override
  public LinkFault receiveFault() {
    return null;
  }

  @Override
  public int tryPoll(final int limit) {
    if (isQuiet() || !turn.tryTake()) {
      return 0;
    }
    try {
      int steps = 0;
      while (steps < limit && step()) {
        steps++;
      }
      if (state.isInitializing() && clock.nanoTime() - lastRingNs >= bondRepeatNs) {
        session.announce(); // A peer gone mad may have written over it.
        ring();
      }
      return steps;
    } finally {
      endTurn(true);
    }
  }

  /** Whether there is nothing to do but to read what is there, asked in most duty cycles. */
  private boolean isQuiet() {
    final LinkState now = state;
    return now == LinkState.CONNECTED_SESSION ? isIntact() : !now.isInitializing();
  }

  private boolean isIntact() {
    return session.isIntact(peerWord(), ownWord());
  }

  private int peerWord() {
    // Sequentially consistent, pairs with the writing of ownWord on the other side.
    return peer.getIntVolatile(SlotGeometry.SESSION_OFFSET);
  }

  private int ownWord() {
    return own.getIntVolatile(SlotGeometry.SESSION_OFFSET);
  }

  private boolean step() {
    if (state == LinkState.INITIALIZING_SESSION) {
      return bind();
    }
    final int word = peerWord();
    if (state != LinkState.CONNECTED_SESSION || session.isIntact(word, ownWord())) {
      return false;
    }
    unbound(
        SessionBonding.isWithdrawn(word)
            ? UnboundReason.PEER_CLOSED
            : UnboundReason.PEER_RESTARTED);
    return true;
  }

  private boolean bind() {
    final int word = session.peerWord();
    final boolean accepted = session.hasRequest(word);
    if (accepted) {
      // Again, and before the acknowledgement, from which on the peer believes our words. While
      // nobody was bound, one gone mad may have said in our name that everything is free.
      takeBackWhatWasSaid();
      sending.lock();
      try {
        session.accept(word);
      } finally {
        sending.unlock();
      }
    }
    final boolean complete = session.isComplete(word);
    if (complete) {
      session.announce();
      // The state comes first: a handler may send at once.
      sending.lock();
      bond++;
      state = LinkState.CONNECTED_SESSION;
      sending.unlock();
      handler.onLinkBound();
    }
    if (accepted || complete) {
      ring();
    }
    return complete;
  }

  private void unbound(final UnboundReason reason) {
    leaveConnected(LinkState.DISCONNECTED);
    handler.onLinkUnbound(reason);
  }

  @Override
  public boolean tryLose(final UnboundReason reason) {
    if (!turn.tryTake()) {
      return false;
    }
    try {
      final boolean wasBound = isBound();
      // Before it went it may have said that it would.
      if (wasBound && !step()) {
        unbound(reason);
      }
      return wasBound;
    } finally {
      endTurn(true);
    }
  }

  @Override
  public boolean hasNews() {
    final LinkState now = state;
    if (now == LinkState.CONNECTED_SESSION) {
      return !isIntact();
    }
    return now == LinkState.INITIALIZING_SESSION && session.isNews();
  }

  @Override
  public boolean hasWork() {
    return hasNews() || isBound() && reader.hasNext();
  }

  @Override
  public Inbox inbox() {
    return reader;
  }

  @Override
  public int send(
      final int inBond, final int type, final int address, final long token, final int length) {
    final int status;
    final boolean needsRing;
    sending.lock();
    try {
      status = bondStatus(inBond);
      if (status == 0) {
        final long event = ControlMessage.event(type, address, (int) token);
        writer.writeRun(event, (int) (token >>> Integer.SIZE), length);
        if (type == ControlMessage.DATA) {
          sent.sentInBlocks(address, length);
        }
      }
      needsRing = status == 0 && doorbell.needsRing(true);
    } finally {
      sending.unlock();
    }
    return sent(status, needsRing);
  }

  private int sent(final int status, final boolean needsRing) {
    if (needsRing) {
      doorbell.ring();
    }
    return status;
  }

  private int bondStatus(final int inBond) {
    final LinkState now = state;
    if (now == LinkState.CONNECTED_SESSION) {
      return inBond == bond ? 0 : Status.NOT_CONNECTED;
    }
    if (now.isInitializing()) {
      return Status.BUSY;
    }
    return now == LinkState.OFF ? Status.CLOSED : Status.NOT_CONNECTED;
  }

  @Override
  public int maxInline() {
    return SlotWord.MAX_INLINE;
  }

  @Override
  public int maxSmall() {
    return SlotWord.MAX_IN_SLOT;
  }

  @Override
  public int sendInline(
      final int inBond,
      final int address,
      final DirectBuffer source,
      final int offset,
      final int length) {
    final int status;
    final boolean needsRing;
    final long lie;
    sending.lock();
    try {
      final int bondStatus = bondStatus(inBond);
      if (bondStatus == 0 && writer.writeInline(address, source, offset, length)) {
        status = 0;
        lie = NO_LIE;
        sent.sentInline(address, length);
        needsRing = doorbell.needsRing(true);
      } else {
        status = bondStatus < 0 ? bondStatus : Status.NO_BUFFERS;
        lie = bondStatus == 0 ? newLie() : NO_LIE;
        needsRing = false;
      }
    } finally {
      sending.unlock();
    }
    report(lie);
    return sent(status, needsRing);
  }

  @Override
  public boolean reserveInline(final int capacity) {
    final boolean reserved;
    final long lie;
    sending.lock();
    try {
      // Only while bound the memory is certain to be in place.
      final boolean bound = isBound();
      reserved = bound && writer.reserve(capacity);
      lie = bound && !reserved ? newLie() : NO_LIE;
    } finally {
      sending.unlock();
    }
    report(lie);
    return reserved;
  }

  @Override
  public void giveUpInline(final int capacity) {
    sending.lock();
    writer.giveUp(capacity);
    sending.unlock();
  }

  @Override
  public int sendReserved(
      final int inBond, final int address, final DirectBuffer source, final int length) {
    final int status;
    final boolean needsRing;
    sending.lock();
    try {
      writer.giveUp(source.capacity());
      status = bondStatus(inBond);
      if (status == 0) {
        writer.writeReserved(address, source, 0, length);
        sent.sentInline(address, length);
      }
      needsRing = status == 0 && doorbell.needsRing(true);
    } finally {
      sending.unlock();
    }
    return sent(status, needsRing);
  }

  @Override
  public int release(final int inBond, final int block, final int generation, final int length) {
    final int status;
    final boolean needsRing;
    sending.lock();
    try {
      status = bondStatus(inBond);
      // Under the lock, under which alone another peer is let in, who may write there then.
      if (status == 0) {
        giveBack(block, generation, length);
        // Release, pairs with the acquire in count(): who sees it sees the word of the block.
        own.putLongRelease(SlotGeometry.GIVEN_OFFSET, ++given);
        needsRing = isAwaited();
      } else {
        needsRing = false;
      }
    } finally {
      sending.unlock();
    }
    return sent(status, needsRing);
  }

  @Override
  public int releaseInTurn(
      final int inBond, final int block, final int generation, final int length) {
    // A bond that has ended meanwhile is followed by none before the caller opens it: then all this
    // is written for nobody.
    giveBack(block, generation, length);
    // Release, pairs with the acquire in count(): who sees it sees the word of the block.
    own.putLongRelease(SlotGeometry.GIVEN_IN_TURN_OFFSET, ++givenInTurn);
    return sent(0, isAwaited());
  }

  private void giveBack(final int block, final int generation, final int length) {
    if (length <= dirtyRelease) {
      dirty(theirs.offsetOf(block), length);
    }
    // Release, pairs with the acquire in returned(): whoever read the block is through with it.
    own.putIntRelease(returnedOffset(block), generation);
  }

  /** That blocks come back matters to those who wait for blocks, and to nobody else. */
  private boolean isAwaited() {
    return doorbell.needsRing(false);
  }

  /**
   * Makes the lines of a message ours alone, by a write to each. What we have only read is in both
   * sides' caches, and then the sender, who writes there next, would wait for each line in turn until
   * we have dropped it; lines that it does not have are fetched many at a time, and ahead.
   */
  private void dirty(final int offset, final int length) {
    for (int line = 0; line < length; line += SlotGeometry.LINE) {
      peer.putLong(offset + line, 0);
    }
  }

  @Override
  public int returned(final int block) {
    // Acquire, pairs with the release in giveBack: the peer has read what we write over.
    return peer.getIntAcquire(returnedOffset(block));
  }

  @Override
  public void answerFollows() {
    writer.fetchNext();
  }

  @Override
  public long count() {
    // Acquire, pairs with release and releaseInTurn: the words of the blocks counted are there.
    return peer.getLongAcquire(SlotGeometry.GIVEN_IN_TURN_OFFSET)
        + peer.getLongAcquire(SlotGeometry.GIVEN_OFFSET);
  }

  @Override
  public int answer(final int inBond, final int address, final int block) {
    final int status;
    final boolean needsRing;
    sending.lock();
    try {
      status = bondStatus(inBond);
      if (status == 0) {
        writer.write(ControlMessage.event(ControlMessage.RELEASE_BOUND, address, block));
      }
      needsRing = status == 0 && doorbell.needsRing(true);
    } finally {
      sending.unlock();
    }
    return sent(status, needsRing);
  }

  private long newLie() {
    return writer.wasLiedTo() ? writer.lie() : NO_LIE;
  }

  private void report(final long lie) {
    if (lie != NO_LIE) {
      faults.onFault(BlockFault.READ_COUNT, lie);
    }
  }

  @Override
  public long unread() {
    final long unread;
    final long lie;
    sending.lock();
    try {
      unread = isBound() ? writer.unread() : 0;
      lie = isBound() ? newLie() : NO_LIE;
    } finally {
      sending.unlock();
    }
    report(lie);
    return unread;
  }

  @Override
  public long forgetUnreadInline() {
    sending.lock();
    try {
      return writer.forgetUnreadInline();
    } finally {
      sending.unlock();
    }
  }

  /** While the turn keeps the memory in place. */
  private void ring() {
    lastRingNs = clock.nanoTime();
    if (doorbell.needsRing(true)) {
      doorbell.ring();
    }
  }

  /** The session words, at the start of each region. */
  private final class Words implements SessionMemory {
    @Override
    public int peerWord() {
      return SlotLink.this.peerWord();
    }

    @Override
    public void ownWord(final int word) {
      // Sequentially consistent: what was reset before is seen by whoever sees the word.
      own.putIntVolatile(SlotGeometry.SESSION_OFFSET, word);
    }

    @Override
    public void resetOwnRing() {
      writer.reset();
    }
  }
}
