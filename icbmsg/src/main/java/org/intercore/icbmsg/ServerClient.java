package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.agrona.CloseHelper;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icbmsg.server.Greeting;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/** A client, as its server has it: an instance that nobody else shares. Any thread may ask and send. */
public final class ServerClient {
  private final IcbmsgServer server;
  private final ServerWorker worker;
  private final long id;
  private final Greeting greeting;
  private final SocketChannel visitor;
  private final long admittedNs;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicReference<GoneReason> parting = new AtomicReference<>();
  private final ByteBuffer nothing = ByteBuffer.allocate(1);
  private Icbmsg instance;
  private volatile Map<String, Endpoint> endpoints = Map.of();
  private volatile State state = State.ARRIVING;
  // A fault was reported, so it may be one after which nothing can be read any more.
  private volatile boolean faulted;

  private enum State {
    ARRIVING,
    CONNECTED,
    GONE
  }

  ServerClient(
      final IcbmsgServer server,
      final ServerWorker worker,
      final long id,
      final Greeting greeting,
      final SocketChannel visitor,
      final long nowNs) {
    this.server = server;
    this.worker = worker;
    this.id = id;
    this.greeting = greeting;
    this.visitor = visitor;
    this.admittedNs = nowNs;
  }

  /**
   * Opens the instance, as the first side of a channel of which nobody knows yet.
   *
   * @throws RuntimeException if that cannot be; nothing is left then
   */
  void open(final IcbmsgConfig config) {
    instance = Icbmsg.open(config.faultHandler((fault, value) -> faulted = true));
  }

  /**
   * Which client this is.
   *
   * @return a number that no other client of this server gets
   */
  public long id() {
    return id;
  }

  /**
   * What the client calls itself.
   *
   * @return a name for people to read; empty if it has none
   */
  public String label() {
    return greeting.label();
  }

  /**
   * The client's process as it says itself; the kernel vouches only for its user.
   *
   * @return a process id
   */
  public long processId() {
    return greeting.processId();
  }

  /**
   * The instance that is shared with this client alone. The server works for it and closes it.
   *
   * @return the instance
   */
  public Icbmsg instance() {
    return instance;
  }

  /**
   * One of the endpoints that the server's configuration names.
   *
   * @param name of the endpoint
   * @return the endpoint; null if there is none, or the client is not connected yet
   */
  public Endpoint endpoint(final String name) {
    return endpoints.get(name);
  }

  /**
   * Whether the client is there.
   *
   * @return false once it has gone
   */
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  /**
   * Messages of broadcasts that this client has missed because it had no room for them.
   *
   * @return their number
   */
  public long dropped() {
    return dropped.get();
  }

  /**
   * Parts with the client, soon: the thread that works for it closes its instance. What it has not taken
   * by then it does not get. Never blocks; any thread.
   */
  public void disconnect() {
    part(GoneReason.DISCONNECTED);
  }

  void part(final GoneReason reason) {
    if (parting.compareAndSet(null, reason)) {
      worker.ask();
    }
  }

  void countDrop() {
    dropped.incrementAndGet();
  }

  ServerWorker worker() {
    return worker;
  }

  /** A round of work, on the worker's thread. */
  int doWork() {
    final State now = state;
    if (now == State.GONE) {
      return 0;
    }
    if (parting.get() != null) {
      go(parting.get());
      return 1;
    }
    final int done = instance.doWork();
    // A callback may have closed the server.
    if (state == State.GONE) {
      return done;
    }
    return done + (now == State.ARRIVING ? arrive() : stay());
  }

  private int arrive() {
    if (instance.isBound()) {
      CloseHelper.quietClose(visitor);
      try {
        register();
      } catch (final RuntimeException e) {
        // Nobody was told of this client, and it would never have what it came for.
        go(GoneReason.DISCONNECTED);
        throw e;
      }
      state = State.CONNECTED;
      server.connected(this);
      return 1;
    }
    if (hasLeftTheDoor() && !instance.isPeerAlive()
        || server.nanoTime() - admittedNs > server.arrivalNs()) {
      go(GoneReason.DIED);
      return 1;
    }
    return 0;
  }

  /** Its endpoints come before the handler is told, and messages after it. */
  private void register() {
    final Map<String, Endpoint> registered = new LinkedHashMap<>();
    for (final Map.Entry<String, Function<ServerClient, EndpointHandler>> one :
        server.endpoints().entrySet()) {
      registered.put(
          one.getKey(), instance.register(one.getKey(), one.getValue().apply(this)));
    }
    endpoints = registered;
  }

  /** It keeps its connection until it has opened its side; so if neither is there, nobody is. */
  private boolean hasLeftTheDoor() {
    try {
      return visitor.read(nothing.clear()) < 0;
    } catch (final IOException gone) {
      return true;
    }
  }

  private int stay() {
    final boolean mute = faulted && instance.awaitBound(Timeout.NO_WAIT) == Status.PEER_FAULT;
    if (instance.isBound() && !mute) {
      return 0;
    }
    go(mute ? GoneReason.FAULT : reason());
    return 1;
  }

  private GoneReason reason() {
    return GoneReason.of(instance.counters().link().unboundReason());
  }

  /** Ends it, on the worker's thread or while nobody works. */
  void go(final GoneReason reason) {
    final boolean wasConnected = state == State.CONNECTED;
    state = State.GONE;
    CloseHelper.quietClose(visitor);
    try {
      instance.close();
    } finally {
      server.gone(this, reason, wasConnected);
    }
  }

  /** Whether all that was sent to it was taken. */
  boolean isDrained() {
    return instance.drain(Timeout.NO_WAIT) != Status.TIMED_OUT;
  }

  boolean isGone() {
    return state == State.GONE;
  }

  @Override
  public String toString() {
    return "client " + id + (label().isEmpty() ? "" : " \"" + label() + "\"") + " (process "
        + processId() + ")";
  }
}
