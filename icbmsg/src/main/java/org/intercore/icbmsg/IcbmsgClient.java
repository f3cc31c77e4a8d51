package org.intercore.icbmsg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.server.Answer;
import org.intercore.icbmsg.server.Call;
import org.intercore.icbmsg.server.Greeting;
import org.intercore.icbmsg.server.RefusedException;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.sync.Turn;
import org.intercore.icmsg.time.Timeout;

/**
 * A client of an {@link IcbmsgServer} on the same host. Each connection is an {@link Icbmsg} instance that
 * the two share with nobody else. One that is lost may be followed by another one, as the {@link
 * ClientConfig#reconnect policy} says.
 *
 * <p>It has no thread of its own. It receives, notices that the server has gone, and connects again when
 * its owner calls {@link #doWork()}; {@link ConnectionRunner} is a thread that does just that.
 *
 * <p>A message that {@code send} has accepted is delivered, or counted: each connection that is lost says
 * how many messages the server may not have got, to the handler and in {@link #undelivered()}. Nothing is
 * sent a second time.
 */
public final class IcbmsgClient implements Agent, AutoCloseable {
  private static final long LOOK_NS = 200_000;
  private static final long ABSENT_NAP_NS = 2_000_000;

  private final String server;
  private final ClientConfig config;
  private final Greeting greeting;
  private final Map<String, ClientEndpoint> endpoints = new LinkedHashMap<>();
  private final Turn turn = new Turn("client");
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final BooleanSupplier instanceOrEnd = this::isNews;
  private volatile State state = State.AWAY;
  private volatile Icbmsg instance;
  private volatile Thread sleeper;
  private volatile boolean faulted;
  // Of whoever has the turn.
  private Call call;
  private int failed;
  private long sinceNs;
  private long waitNs;
  private String failure;
  // The server will say the same again.
  private boolean refused;

  private enum State {
    /** No connection; the next attempt begins when it is time. */
    AWAY,
    /** Has knocked and waits for the answer. */
    CALLING,
    /** Sits in the channel and waits for the server to take notice. */
    ARRIVING,
    CONNECTED,
    /** No connection, and no attempt is made any more. */
    ENDED
  }

  private IcbmsgClient(final String server, final ClientConfig config) {
    this.server = server;
    this.config = config;
    this.greeting = new Greeting(ProcessHandle.current().pid(), config.label());
    this.sinceNs = System.nanoTime();
    for (final String name : config.endpoints().keySet()) {
      endpoints.put(name, new ClientEndpoint(this, name));
    }
  }

  /**
   * Connects to a server. Blocks until the connection is there, at most as long as {@link
   * ClientConfig#connectTimeout} says, and waits that long for a server to appear.
   *
   * @param server its name
   * @param config how
   * @return the client, connected
   * @throws IllegalArgumentException if a server cannot have that name, or the label is too long
   * @throws RefusedException with a sentence, if the server lets nobody in, is not there, or the thread is
   *     interrupted
   * @throws UncheckedIOException if the directory cannot be used
   */
  public static IcbmsgClient connect(final String server, final ClientConfig config) {
    final IcbmsgClient client = new IcbmsgClient(server, config.copy());
    boolean connected = false;
    try {
      client.connectFirst();
      connected = true;
      return client;
    } finally {
      if (!connected) {
        client.close();
      }
    }
  }

  private void connectFirst() {
    final long startNs = System.nanoTime();
    while (state != State.CONNECTED) {
      turn.takeForPoll();
      try {
        stepFirst();
      } finally {
        turn.give();
      }
      if (state == State.CONNECTED) {
        return;
      }
      if (System.nanoTime() - startNs > config.timeout().toNanos()) {
        throw new RefusedException(
            failure == null
                ? "the server \"" + server + "\" has not answered within " + config.timeout()
                : failure + " (looked for it for " + config.timeout() + ")");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new RefusedException("interrupted while connecting to the server \"" + server + "\"");
      }
      if (state == State.ARRIVING) {
        instance.awaitWork(Timeout.ofNanos(ABSENT_NAP_NS));
      } else {
        LockSupport.parkNanos(this, state == State.CALLING ? LOOK_NS : ABSENT_NAP_NS);
      }
    }
  }

  /** As {@link #step()}, but what may be otherwise in a moment is waited for, and a refusal is the end. */
  private void stepFirst() {
    if (state == State.AWAY) {
      waitNs = 0;
    }
    refused = false;
    step();
    if (refused) {
      throw new RefusedException(failure);
    }
    if (state == State.ENDED) {
      state = State.AWAY;
    }
  }

  /**
   * Receives, or does the next step towards a connection. Never blocks by itself; to come or to go takes
   * as long as to make or to remove files, about a millisecond.
   *
   * @return how much was done; 0 = nothing
   * @throws IllegalStateException if another thread is at it, or a callback calls
   */
  @Override
  public int doWork() {
    turn.takeForPoll();
    try {
      return closing.get() ? 0 : step();
    } finally {
      turn.give();
    }
  }

  private int step() {
    return switch (state) {
      case CONNECTED -> receive();
      case ARRIVING -> arrive();
      case CALLING -> hear();
      case AWAY -> knock();
      case ENDED -> 0;
    };
  }

  private int knock() {
    if (System.nanoTime() - sinceNs < waitNs) {
      return 0;
    }
    final IcbmsgConfig instanceConfig = config.instance("check");
    try {
      call = Call.begin(instanceConfig.directory(), instanceConfig.access(), server, greeting);
    } catch (final UncheckedIOException e) {
      fail(e.getMessage());
      return 1;
    }
    if (call == null) {
      fail("no server \"" + server + "\" is in " + config.directory());
      return 1;
    }
    sinceNs = System.nanoTime();
    state = State.CALLING;
    return 1;
  }

  private int hear() {
    try {
      final Answer answer = call.answer();
      if (answer != null && answer.isRefusal()) {
        refused = answer.verdict() == Answer.Verdict.NO;
        fail(answer.text());
      } else if (answer != null) {
        enter(answer);
      } else if (isTooLate()) {
        fail("the server \"" + server + "\" has not answered within " + config.timeout());
      } else {
        return 0;
      }
    } catch (final IOException e) {
      refused = call.isHeard();
      fail(e.getMessage());
    }
    return 1;
  }

  private void enter(final Answer answer) {
    try {
      instance = Icbmsg.open(config
          .instance(answer.text())
          .txBlocks(answer.clientBlocks())
          .rxBlocks(answer.serverBlocks())
          .blockSize(answer.blockSize())
          .faultHandler((fault, value) -> faulted = true));
      faulted = false;
      state = State.ARRIVING;
    } catch (final RuntimeException e) {
      // Whatever the server has answered, this process goes on.
      refused = true;
      fail("the channel of the server \"" + server + "\" cannot be opened: " + e.getMessage());
    } finally {
      call.close();
    }
  }

  private int arrive() {
    final int done = instance.doWork();
    if (instance.isBound()) {
      state = State.CONNECTED;
      failed = 0;
      connections.incrementAndGet();
      register();
      config.handler().connected(this, instance);
      return done + 1;
    }
    if (isTooLate()) {
      instance.close();
      fail("the server \"" + server + "\" has not come to its channel within " + config.timeout());
      return done + 1;
    }
    return done;
  }

  private boolean isTooLate() {
    return System.nanoTime() - sinceNs > config.timeout().toNanos();
  }

  private void register() {
    for (final Map.Entry<String, EndpointHandler> one : config.endpoints().entrySet()) {
      endpoints.get(one.getKey()).current(instance.register(one.getKey(), one.getValue()));
    }
  }

  private int receive() {
    final int done = instance.doWork();
    final boolean mute = faulted && instance.awaitBound(Timeout.NO_WAIT) == Status.PEER_FAULT;
    if (instance.isBound() && !mute || closing.get()) {
      return done;
    }
    final UnboundReason told = instance.counters().link().unboundReason();
    instance.close();
    final long lost = instance.undelivered();
    undelivered.addAndGet(lost);
    failed = 0;
    awayOrEnded();
    final UnboundReason otherwise = mute ? UnboundReason.PEER_FAULT : UnboundReason.PEER_CLOSED;
    config.handler().disconnected(this, mute || told == null ? otherwise : told, lost);
    return done + 1;
  }

  /** An attempt has failed. */
  private void fail(final String sentence) {
    if (call != null) {
      call.close();
    }
    failure = sentence;
    failed++;
    awayOrEnded();
    if (connections.get() > 0) {
      config.handler().notReconnected(this, sentence, state == State.ENDED);
    }
  }

  private void awayOrEnded() {
    sinceNs = System.nanoTime();
    waitNs = config.reconnect().waitNs(failed);
    state = config.reconnect().triesAgain(failed) ? State.AWAY : State.ENDED;
  }

  /**
   * Blocks until {@link #doWork()} may find something to do, at most as long as the timeout says. For the
   * thread that does the work. Returns early now and then for no reason.
   *
   * @param timeout how long at most
   */
  public void awaitWork(final Timeout timeout) {
    // Before the last look, pairs with the fence in wake.
    sleeper = Thread.currentThread();
    try {
      switch (state) {
        case CONNECTED, ARRIVING -> instance.awaitWork(timeout, instanceOrEnd);
        case CALLING -> nap(timeout, LOOK_NS);
        case AWAY -> nap(timeout, waitNs - (System.nanoTime() - sinceNs));
        default -> nap(timeout, Long.MAX_VALUE);
      }
    } finally {
      sleeper = null;
    }
  }

  private void nap(final Timeout timeout, final long longestNs) {
    final long napNs = Math.min(timeout.nanos(), longestNs);
    if (napNs > 0 && !closing.get()) {
      LockSupport.parkNanos(this, napNs);
    }
  }

  private boolean isNews() {
    final Icbmsg now = instance;
    return closing.get() || now != null && now.hasWork();
  }

  private void wake() {
    // Full fence, pairs with the volatile write of the sleeper.
    VarHandle.fullFence();
    final Thread sleeping = sleeper;
    if (sleeping != null) {
      LockSupport.unpark(sleeping);
    }
    final Icbmsg now = instance;
    if (now != null) {
      now.wakeWorker();
    }
  }

  /** Blocks until something is so; see {@link ClientEndpoint#awaitBound}. */
  int await(final BooleanSupplier wanted, final Timeout timeout) {
    final long startNs = System.nanoTime();
    while (!wanted.getAsBoolean()) {
      if (closing.get()) {
        return Status.CLOSED;
      }
      if (state == State.ENDED) {
        return Status.NOT_CONNECTED;
      }
      final int done = workIfIdle();
      if (wanted.getAsBoolean()) {
        return 0;
      }
      final long leftNs = timeout.remainingNs(startNs, System.nanoTime());
      if (leftNs <= 0) {
        return Status.TIMED_OUT;
      }
      if (Thread.currentThread().isInterrupted()) {
        return Status.INTERRUPTED;
      }
      if (done == 0) {
        LockSupport.parkNanos(this, Math.min(leftNs, LOOK_NS));
      }
    }
    return 0;
  }

  private int workIfIdle() {
    if (turn.isMine()) {
      throw new IllegalStateException(
          "a callback of this client waits for what only its own thread could do");
    }
    if (!turn.tryTake()) {
      return 0;
    }
    try {
      return closing.get() ? 0 : step();
    } finally {
      turn.give();
    }
  }

  /**
   * One of the endpoints that the configuration names.
   *
   * @param name of the endpoint
   * @return the endpoint, over all connections
   * @throws IllegalArgumentException if there is none
   */
  public ClientEndpoint endpoint(final String name) {
    final ClientEndpoint found = endpoints.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "the client has no endpoint \"" + name + "\", only " + endpoints.keySet());
    }
    return found;
  }

  /**
   * The instance of the connection that is there, or of the last one. The client works for it and closes
   * it.
   *
   * @return the instance
   */
  public Icbmsg instance() {
    return instance;
  }

  /**
   * Whether there is a connection.
   *
   * @return true while the server is there
   */
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  /**
   * Whether there will never be a connection again: the policy gave up, or the client was closed.
   *
   * @return true if so
   */
  public boolean isEnded() {
    return state == State.ENDED;
  }

  /**
   * How many connections there were, the one that is there too.
   *
   * @return 1 or more
   */
  public long connections() {
    return connections.get();
  }

  /**
   * Messages that were accepted for sending in connections that were lost since, and that the server has not
   * released: it may or may not have read them.
   *
   * @return their number, over all connections
   */
  public long undelivered() {
    return undelivered.get();
  }

  boolean isClosed() {
    return closing.get();
  }

  /**
   * Closes the connection, as {@link Icbmsg#close()}, and makes no other one. Waits for a {@link #doWork()}
   * of another thread that is under way. Idempotent.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    wake();
    final boolean mine = turn.take();
    try {
      state = State.ENDED;
      if (call != null) {
        call.close();
      }
      if (instance != null) {
        closeInstance();
      }
    } finally {
      if (mine) {
        turn.give();
      }
    }
  }

  private void closeInstance() {
    final boolean counted = instance.isClosed();
    instance.close();
    if (!counted) {
      undelivered.addAndGet(instance.undelivered());
    }
  }

  /** As {@link #close()}, for an agent runner that closes its agent. */
  @Override
  public void onClose() {
    close();
  }

  @Override
  public String roleName() {
    return "icbmsg client of \"" + server + "\"";
  }

  @Override
  public String toString() {
    return "client of \"" + server + "\" (" + state + ")";
  }
}
