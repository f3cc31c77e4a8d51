package org.intercore.icbmsg;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.intercore.icbmsg.block.Progress;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.block.Waiting;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.control.Returns;
import org.intercore.icbmsg.endpoint.Binder;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.EndpointTable;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.endpoint.Router;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icbmsg.observe.FaultKinds;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.SocketDoorbell;
import org.intercore.icmsg.fault.FaultCounters;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.sync.Confinement;
import org.intercore.icmsg.sync.Turn;
import org.intercore.icmsg.time.Timeout;

/**
 * An instance: many named endpoints between two sides, messages in blocks of shared memory (Zephyr's
 * {@code ipc_service_open_instance} on {@code zephyr,ipc-icbmsg}).
 *
 * <p>It has no thread of its own. It receives, binds and calls back when its owner calls {@link
 * #doWork()}, from one thread at a time; calls that wait do that work themselves while nobody else
 * does. Any thread may register, send, claim, hold and release, unless the
 * instance is confined ({@link IcbmsgConfig#confined}).
 *
 * <p>When the peer goes, everything that was sent to it comes back, whoever waits is told, and the
 * link is opened anew for the next peer. Shared memory stays in place until the instance was closed
 * and every claimed or held block was given up.
 */
public final class Icbmsg implements Agent, AutoCloseable {
  private static final int WORK_LIMIT = 256;

  private final Site site;
  private final NanoClock clock;
  private final Doorbell doorbell;
  private final SocketDoorbell bell;
  private final Presence presence;
  private final Timeout linger;
  private final Counters counters;
  private final FaultCounters faults;
  private final Incoming incoming;
  private final PeerLink link;
  private final TxBlocks tx;
  private final RxBlocks rx;
  private final EndpointTable endpoints;
  private final Binder binder;
  private final Router router;
  private final Lookout lookout;
  private final Naps naps;
  private final Upkeep upkeep = new Upkeep();
  private final Progress progress = new Working();
  private final Confinement confinement;
  private final Turn turn;
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean memoryGivenBack = new AtomicBoolean();
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger lastLostBond = new AtomicInteger();
  private final BooleanSupplier hasWork = this::hasWork;
  private volatile boolean linkClosed;
  // The thread that sleeps in awaitWork.
  private volatile Thread worker;

  private Icbmsg(final IcbmsgConfig config, final Site site) {
    this.linger = Timeout.of(config.linger());
    this.site = site;
    this.clock = config.clock();
    this.doorbell = site.doorbell();
    this.bell = site.bellToSleepAt();
    this.presence = site.presence();
    this.counters = site.counters(config);
    this.confinement = config.confinement();
    this.turn = new Turn("instance", confinement);
    this.faults = new FaultCounters(counted(config.faultHandler()), FaultKinds.all());
    this.tx = new TxBlocks(site.tx(), site.txGeometry(), progress, confinement);
    this.rx = new RxBlocks(site.rx(), site.rxGeometry(), faults, confinement);
    this.incoming = new Incoming(counters);
    this.link = site.link(config, incoming, faults, counters.sent(), confinement);
    tx.answers(link::answerFollows);
    if (link instanceof Returns returns) {
      tx.returns(returns);
    }
    this.lookout = new Lookout(counters, tx, rx, link, site.bell(), undelivered::get);
    this.endpoints =
        new EndpointTable(tx, rx, link, progress, counters, this::giveMemoryBackIfUnused);
    this.naps = new Naps(config, site, link, endpoints);
    this.binder = new Binder(site.role(), endpoints, tx, rx, link, faults, config.errorHandler());
    this.router = new Router(tx, rx, binder, new PeerLosses(), faults, config.errorHandler());
    router.link(link);
    incoming.router(router);
  }

  private FaultHandler counted(final FaultHandler next) {
    return (fault, value) -> {
      counters.fault(fault, value);
      next.onFault(fault, value);
    };
  }

  /**
   * Opens an instance. Does not wait for the peer: register endpoints, then {@link #awaitBound} or
   * {@link #doWork()}.
   *
   * @param config how
   * @return the instance
   * @throws IllegalArgumentException if the parameters cannot work, or differ from the other side's
   * @throws IllegalStateException if both sides of a named instance are taken
   * @throws java.io.UncheckedIOException if a named instance's file cannot be made or used
   */
  public static Icbmsg open(final IcbmsgConfig config) {
    final Site site = Site.of(config);
    try {
      final Icbmsg instance = new Icbmsg(config, site);
      site.regions().lease();
      instance.link.open();
      instance.confinement.handOver();
      return instance;
    } catch (final RuntimeException e) {
      site.close();
      throw e;
    }
  }

  /**
   * Registers an endpoint ({@code ipc_service_register_endpoint}). It is bound when the other side
   * has registered the same name, whichever comes first. Never blocks; any thread.
   *
   * @param name what the other side calls it too; without NUL, short enough for a message
   * @param handler told what happens, on the thread that does the instance's work
   * @return the endpoint
   * @throws IllegalArgumentException if the name cannot be sent
   * @throws IllegalStateException if the name is registered already, 254 endpoints are, or the
   *     instance is closed
   */
  public Endpoint register(final String name, final EndpointHandler handler) {
    if (closing.get()) {
      throw new IllegalStateException(
          "the instance is closed, endpoint \"" + name + "\" cannot be registered");
    }
    final Endpoint registered = endpoints.register(name, handler);
    wakeWorker();
    return registered;
  }

  /**
   * Does what there is to do: bonds, receives, binds, calls back. Never blocks by itself. Where
   * messages come in quick succession, with no more than 128 calls between two of them, 32 of
   * 33 calls leave out what can wait: whether the peer has closed or begun anew, whether its process still
   * lives, and what is counted for others to look at.
   *
   * @return how much was done; 0 = nothing
   * @throws IllegalStateException if another thread is at it, or a callback of this instance calls; or
   *     if it is confined to another thread
   */
  @Override
  public int doWork() {
    turn.takeForPoll();
    try {
      return work();
    } finally {
      giveTurn();
    }
  }

  /**
   * Blocks until {@link #doWork()} may find something to do, at most as long as the timeout says; how
   * is up to the doorbell. For the thread that does the instance's work: one at a time. Returns early
   * now and then for no reason, so that bonding and the peer's life are looked after.
   *
   * @param timeout how long at most, counted from the call
   * @return false if there is nothing to do still
   */
  public boolean awaitWork(final Timeout timeout) {
    return awaitWork(timeout, hasWork);
  }

  /** As {@link #awaitWork(Timeout)}, for who has more to wait for, and says so to the worker. */
  boolean awaitWork(final Timeout timeout, final BooleanSupplier ready) {
    if (!beginSleep()) {
      return false;
    }
    try {
      sleep(ready, Math.min(timeout.nanos(), workersNapNs()));
      return ready.getAsBoolean();
    } finally {
      endSleep(ready.getAsBoolean());
    }
  }

  /** The calling thread is the worker and about to sleep; false if there is nothing to sleep for. */
  boolean beginSleep() {
    if (linkClosed || !progress.enterWait()) {
      return false;
    }
    upkeep.soon();
    // Before the last look, pairs with the fence in wakeWorker.
    worker = Thread.currentThread();
    return true;
  }

  /** Ends what {@link #beginSleep()} began. */
  void endSleep(final boolean news) {
    worker = null;
    lookout.afterSleep();
    naps.slept(news);
    progress.leaveWait();
  }

  /** How long the worker may sleep from now on. */
  long workersNapNs() {
    return naps.workersNs();
  }

  private void sleep(final BooleanSupplier ready, final long timeoutNs) {
    if (bell != null && !link.isBound()) {
      bell.awaitPeer(ready, timeoutNs);
    } else if (doorbell == Doorbell.polling() && !link.isBound()) {
      // Polling is for messages, of which there can be none.
      if (!ready.getAsBoolean()) {
        LockSupport.parkNanos(this, timeoutNs);
      }
    } else {
      doorbell.awaitUrgent(ready, timeoutNs);
    }
  }

  /** Where one can sleep until this instance has work, together with others; null if one cannot. */
  SocketDoorbell bellToSleepAt() {
    return bell;
  }

  boolean hasWork() {
    return router.hasEvents() || progress.hasWork() || closing.get();
  }

  /** Something was made for the thread that does the work, and no bell tells it. */
  void wakeWorker() {
    // Full fence, pairs with the volatile write of the worker: either it sees what was made, or we
    // see it.
    VarHandle.fullFence();
    final Thread sleeping = worker;
    if (sleeping != null) {
      doorbell.wake(sleeping);
    }
  }

  private int work() {
    if (linkClosed) {
      return 0;
    }
    // What was registered comes first: what is sent to an endpoint that was registered again by now
    // arrives. Then messages that lie where the link has left them, since they are what is waited
    // for.
    final boolean isDue = upkeep.isDue();
    int done = binder.bindRegistered();
    if (!isDue) {
      done += link.tryReceive(WORK_LIMIT);
    }
    done += router.dispatch(WORK_LIMIT);
    if (isDue || done == 0 && (!link.isBound() || link.isReceiveFaulted())) {
      done += lookAfterTheRest();
    }
    upkeep.looked(done > 0);
    return done;
  }

  private int lookAfterTheRest() {
    int done = pump();
    if (router.hasEvents()) {
      done += router.dispatch(WORK_LIMIT);
    }
    lookout.pass();
    // And last, since what has just become possible is done at once.
    return done + binder.bindRegistered();
  }

  private int pump() {
    final int bond = link.bond();
    final int count = link.tryPoll(WORK_LIMIT);
    if (link.isReceiveFaulted() && link.isBound()) {
      lostToFault(bond);
    }
    // Only once everything was taken that the peer had sent; or is taken before its loss is told.
    if (count == 0 && presence != null && link.isBound() && presence.isPeerGone(link)) {
      return link.tryLose(UnboundReason.PEER_DIED) ? 1 : 0;
    }
    return count;
  }

  /** Without sessions the link stays bound; but nothing can be read from that peer any more. */
  private void lostToFault(final int bond) {
    int last = lastLostBond.get();
    // Bonds are told once and in order, however long a thread was away since it read the number.
    while (bond - last > 0) {
      if (lastLostBond.compareAndSet(last, bond)) {
        incoming.onLinkUnbound(
            link.receiveFault() == LinkFault.STARTED_ANEW
                ? UnboundReason.PEER_RESTARTED
                : UnboundReason.PEER_FAULT);
        return;
      }
      last = lastLostBond.get();
    }
  }

  private void giveTurn() {
    turn.give();
    giveMemoryBackIfUnused();
  }

  /**
   * Blocks until the other side is there. Does the instance's work itself while no other thread does,
   * and so may run callbacks of all endpoints.
   *
   * @param timeout how long at most, counted from the call
   * @return 0 when bound; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED} (the flag is set
   *     again), {@link Status#CLOSED}, {@link Status#PEER_FAULT}
   * @throws IllegalStateException from inside a callback of the instance, if it would have to wait
   */
  public int awaitBound(final Timeout timeout) {
    return Waiting.until(
        progress, timeout, progress::workIfIdle, progress::hasWork, this::bondStatus);
  }

  private int bondStatus() {
    final int ended = progress.status();
    if (ended < 0) {
      return ended;
    }
    return link.isBound() ? 0 : Status.BUSY;
  }

  /**
   * Blocks until the peer has released everything that was sent to it. Takes releases off the ring
   * itself, calls nobody back.
   *
   * @param timeout how long at most, counted from the call
   * @return 0 when nothing is outstanding; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED} (the
   *     flag is set again), {@link Status#NOT_CONNECTED} if the peer goes meanwhile: see {@link
   *     #undelivered()}
   */
  public int drain(final Timeout timeout) {
    final int lossesBefore = losses.get();
    return Waiting.until(
        progress, timeout, progress::pump, progress::hasNews, () -> drainStatus(lossesBefore));
  }

  private int drainStatus(final int lossesBefore) {
    final boolean outstanding = tx.sentRuns() > 0 || link.unread() > 0;
    // Asked second: a loss is counted before what was sent is taken back.
    if (losses.get() != lossesBefore) {
      return Status.NOT_CONNECTED;
    }
    if (!outstanding) {
      return 0;
    }
    return link.isBound() ? Status.BUSY : Status.NOT_CONNECTED;
  }

  /**
   * Which side this is.
   *
   * @return the role
   */
  public Role role() {
    return site.role();
  }

  /**
   * Whether the other side is there.
   *
   * @return true while the link is bound
   */
  public boolean isBound() {
    return link.isBound();
  }

  /**
   * Whether a process is on the other side: of a named instance as the kernel knows it, at once even
   * if it was killed, for a few system calls; otherwise as {@link #isBound()}.
   *
   * @return true if somebody is there
   */
  public boolean isPeerAlive() {
    return site.isPeerAlive(link.isBound());
  }

  /**
   * The layout of our own region.
   *
   * @return its geometry
   */
  public BlockGeometry txGeometry() {
    return tx.geometry();
  }

  /**
   * The layout of the peer's region.
   *
   * @return its geometry
   */
  public BlockGeometry rxGeometry() {
    return rx.geometry();
  }

  /**
   * Our blocks that are claimed or with the peer.
   *
   * @return 0 to the number of blocks
   */
  public int txBlocksInUse() {
    if ((!confinement.isConfined() || confinement.isMine()) && progress.enterWait()) {
      try {
        tx.collect();
      } finally {
        progress.leaveWait();
      }
    }
    return tx.blocksInUse();
  }

  /**
   * The most of our blocks that were ever taken at once.
   *
   * @return 0 to the number of blocks
   */
  public int txBlocksHighWater() {
    return tx.highWater();
  }

  /**
   * Messages of the peer that were taken and wait for their handler, are in it, or are held.
   *
   * @return their number as of now
   */
  public int rxRunsInUse() {
    return rx.runsInUse();
  }

  /**
   * Messages that were accepted for sending, and the peer went before it released them: it may or may
   * not have read them.
   *
   * @return their number since the instance was opened
   */
  public long undelivered() {
    return undelivered.get();
  }

  /**
   * Everything that is counted, as of now or, after the end, as of the end. Of a named instance other
   * processes can read the same, even after this one has died ({@code icbmsg stat}).
   *
   * @return a copy
   */
  public InstanceSnapshot counters() {
    lookout.look();
    return counters.snapshot();
  }

  /**
   * What the peer did wrong, counted by kind.
   *
   * @return the counters
   */
  public FaultCounters faults() {
    return faults;
  }

  /**
   * Closes the instance ({@code ipc_service_close_instance}). Waits, as long as {@link
   * IcbmsgConfig#linger} says, for the peer to release what was sent; then for a {@link #doWork()} of
   * another thread that is under way. Whoever waits in a claim is told {@link Status#CLOSED}. Called
   * from a callback it does not wait at all. Idempotent. A confined instance is closed by its own
   * thread, or when that has ended.
   *
   * <p>Claimed and held blocks stay readable, and have to be given up, after this; with the last of
   * them the memory goes.
   */
  @Override
  public void close() {
    if (closing.get()) {
      return;
    }
    confinement.check();
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    tx.endWaits(Status.CLOSED);
    wakeWorker();
    if (!turn.isMine() && link.isBound()) {
      drain(linger);
    }
    final boolean mine = turn.take();
    try {
      undelivered.addAndGet(link.forgetUnreadInline());
      link.close();
      linkClosed = true;
      router.stop();
      undelivered.addAndGet(tx.reclaim());
      endpoints.closeAll();
      site.close();
    } finally {
      if (mine) {
        giveTurn();
      }
    }
  }

  /** As {@link #close()}, for an agent runner that closes its agent. */
  @Override
  public void onClose() {
    close();
  }

  @Override
  public String roleName() {
    return "icbmsg " + site;
  }

  /**
   * Ends the instance's lease of the memory when nobody can reach it through the instance any more.
   * Whoever gives up a view or the turn asks last, so one of them finds everything given up.
   */
  private void giveMemoryBackIfUnused() {
    if (!linkClosed) {
      return;
    }
    // Between giving up and asking: whoever had the turn when the link was closed, or took it
    // since, comes by here.
    VarHandle.fullFence();
    if (!turn.isTaken()
        && tx.blocksInUse() == 0
        && rx.heldRuns() == 0
        && memoryGivenBack.compareAndSet(false, true)) {
      counters.close();
      site.regions().release();
    }
  }

  /** Whether there will never be work again. */
  boolean isClosed() {
    return linkClosed;
  }

  /** What has to happen here when the peer goes. */
  private final class PeerLosses implements Router.Losses {
    @Override
    public void onLost() {
      // In this order: who waits is told rather than served, and a drain that finds nothing
      // outstanding can tell why.
      losses.incrementAndGet();
      tx.endWaits(Status.NOT_CONNECTED);
      tx.collect();
      undelivered.addAndGet(tx.reclaim() + link.forgetUnreadInline());
    }

    @Override
    public void onForgotten() {
      if (closing.get()) {
        return;
      }
      link.open();
    }
  }

  /** The instance, as a thread that waits for it sees it. */
  private final class Working implements Progress {
    @Override
    public int pump() {
      final int count = Icbmsg.this.pump();
      if (count > 0 && router.hasEvents()) {
        wakeWorker();
      }
      return count + tx.collect();
    }

    @Override
    public int workIfIdle() {
      if (turn.isMine()) {
        throw new IllegalStateException(
            "a callback of this instance waits for a binding, which only its own thread could make");
      }
      if (!turn.tryTake()) {
        return 0;
      }
      try {
        return work();
      } finally {
        giveTurn();
      }
    }

    @Override
    public void await(final BooleanSupplier ready, final long timeoutNs) {
      // Whoever does the work may be stuck, and this thread wait for ever: so it looks, too.
      lookout.afterSleep();
      doorbell.await(ready, Math.min(timeoutNs, naps.waitersNs()));
    }

    @Override
    public boolean hasNews() {
      return link.hasNews() || isPeerInDoubt() || tx.hasReturned();
    }

    @Override
    public boolean hasWork() {
      return link.hasWork() || isPeerInDoubt();
    }

    private boolean isPeerInDoubt() {
      return presence != null && presence.isNews() && link.isBound();
    }

    @Override
    public void wake(final Thread thread) {
      doorbell.wake(thread);
    }

    @Override
    public int status() {
      if (closing.get()) {
        return Status.CLOSED;
      }
      return link.isReceiveFaulted() ? Status.PEER_FAULT : 0;
    }

    @Override
    public int waitStatus() {
      final int status = status();
      return status < 0 || link.isBound() ? status : Status.NOT_CONNECTED;
    }

    @Override
    public boolean enterWait() {
      try {
        site.regions().lease();
        return true;
      } catch (final IllegalStateException closed) {
        return false;
      }
    }

    @Override
    public void leaveWait() {
      site.regions().release();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }
  }
}
