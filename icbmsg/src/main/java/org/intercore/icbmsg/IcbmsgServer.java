package org.intercore.icbmsg;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.rendezvous.Door;
import org.intercore.icbmsg.server.Answer;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icbmsg.server.Greeting;
import org.intercore.icbmsg.server.Reception;
import org.intercore.icbmsg.server.SlowClientPolicy;
import org.intercore.icmsg.time.Timeout;

/**
 * One server, many clients on one host. Clients find it by name ({@link IcbmsgClient#connect}), and each
 * gets an {@linkplain ServerClient#instance() instance} of its own, with its own file, blocks and bell, so
 * that a slow, hostile or dead one harms nobody else.
 *
 * <p>It has no thread of its own. All happens when its owner calls {@link #doWork()}: clients are let in,
 * each is worked for in turn and with a bounded number of messages, and callbacks run. {@link
 * ConnectionRunner} is a thread that does that and sleeps when there is nothing to do. With several
 * {@linkplain ServerConfig#workers workers} several threads share the clients.
 */
public final class IcbmsgServer implements Agent, AutoCloseable {
  private static final long DRAIN_NAP_NS = 200_000;
  /** Somebody may sit in a channel that no client was told of; not in all of them. */
  private static final int ATTEMPTS_TO_OPEN = 3;

  private final String name;
  private final ServerConfig config;
  private final Door door;
  private final Reception reception;
  private final ServerWorker[] workers;
  private final long memoryPerClient;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong neverCame = new AtomicLong();
  private final AtomicReference<ServerClient[]> connected =
      new AtomicReference<>(new ServerClient[0]);
  // Of the worker that looks after the door.
  private long lastId;

  private IcbmsgServer(final String name, final ServerConfig config, final Door door) {
    this.name = name;
    this.config = config;
    this.door = door;
    this.memoryPerClient = config.memoryPerClient();
    this.reception = new Reception(
        door, this::admit, SystemNanoClock.INSTANCE, config.patience().toNanos());
    this.workers = new ServerWorker[config.workers()];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new ServerWorker(this, i);
    }
    workers[0].receive(reception);
  }

  /**
   * Opens a server. Does not wait for clients.
   *
   * @param name what clients call it: letters, digits, dot, dash and underscore, 45 at most
   * @param config what each client gets, and how many may come
   * @return the server
   * @throws IllegalArgumentException if the name or the configuration cannot work
   * @throws IllegalStateException if a server of that name runs in the same directory
   * @throws java.io.UncheckedIOException if the directory cannot be used, or there cannot be a socket in
   *     it
   */
  public static IcbmsgServer listen(final String name, final ServerConfig config) {
    final ServerConfig own = config.checkedCopy();
    final IcbmsgConfig instance = own.instance("check");
    final Door door = Door.open(instance.directory(), instance.access(), name);
    try {
      return new IcbmsgServer(name, own, door);
    } catch (final RuntimeException e) {
      door.close();
      throw e;
    }
  }

  /**
   * Lets clients in, and works for each once. Never blocks by itself; to let a client in or out takes as
   * long as to make its files or to remove them, about a millisecond. For one thread that does everything;
   * where there are several {@link #workers()}, it does the work of all of them.
   *
   * @return how much was done; 0 = nothing
   * @throws IllegalStateException if another thread is at it, or a callback calls
   */
  @Override
  public int doWork() {
    int done = 0;
    for (final ServerWorker worker : workers) {
      done += worker.doWork();
    }
    return done;
  }

  /**
   * Blocks until {@link #doWork()} may find something to do, at most as long as the timeout says. For the
   * thread that does the work. Returns early now and then for no reason.
   *
   * @param timeout how long at most
   * @throws IllegalStateException if there are several workers, each of which sleeps in a place of its own
   */
  public void awaitWork(final Timeout timeout) {
    if (workers.length > 1) {
      throw new IllegalStateException("the server \"" + name + "\" has " + workers.length
          + " workers, and one thread cannot sleep for all of them: start a ConnectionRunner");
    }
    workers[0].awaitWork(timeout.nanos());
  }

  /**
   * The parts of the work, for who has threads of its own: each is an agent of one thread.
   *
   * @return as many as {@link ServerConfig#workers} says; the first one also lets clients in
   */
  public List<ServerWorker> workers() {
    return List.of(workers);
  }

  /**
   * What clients call this server.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Those who are there as of now.
   *
   * @return the clients, in the order in which they came
   */
  public List<ServerClient> clients() {
    return List.of(connected.get());
  }

  /**
   * A way to send the same to all clients.
   *
   * @param endpoint one of those that the configuration names
   * @param policy what to do about clients that have no room
   * @return the broadcast, to be used many times
   * @throws IllegalArgumentException if there is no such endpoint
   */
  public Broadcast broadcast(final String endpoint, final SlowClientPolicy policy) {
    if (!config.endpoints().containsKey(endpoint)) {
      throw new IllegalArgumentException("the server \"" + name + "\" has no endpoint \"" + endpoint
          + "\", only " + config.endpoints().keySet());
    }
    return new Broadcast(this, endpoint, policy);
  }

  /**
   * Clients that came in.
   *
   * @return their number since the server was opened
   */
  public long accepted() {
    return accepted.get();
  }

  /**
   * Clients that were refused with a sentence, since there was no room for them.
   *
   * @return their number since the server was opened
   */
  public long refused() {
    return reception.refused();
  }

  /**
   * Those who knocked and said what no client says, too little, or nothing for too long.
   *
   * @return their number since the server was opened
   */
  public long malformed() {
    return reception.malformed();
  }

  /**
   * Clients that were let in and did not come.
   *
   * @return their number since the server was opened
   */
  public long neverCame() {
    return neverCame.get();
  }

  /** Somebody has said who it is; on the thread that looks after the door. */
  private Answer admit(final Greeting greeting, final SocketChannel visitor) {
    final int count = admitted.get();
    if (closing.get()) {
      return Answer.notNow("the server \"" + name + "\" closes");
    }
    if (count >= config.maxClients()) {
      return Answer.no(
          "the server \"" + name + "\" has " + count + " clients already, as many as it may have");
    }
    if ((count + 1) * memoryPerClient > config.maxMemory()) {
      return Answer.no("the server \"" + name + "\" may use " + config.maxMemory()
          + " bytes of shared memory, of which its " + count + " clients have "
          + count * memoryPerClient + ", and one more needs " + memoryPerClient);
    }
    try {
      return letIn(greeting, visitor);
    } catch (final RuntimeException e) {
      return Answer.no("the server \"" + name + "\" cannot make a channel: " + e.getMessage());
    }
  }

  private Answer letIn(final Greeting greeting, final SocketChannel visitor) {
    for (int i = 0; i < ATTEMPTS_TO_OPEN; i++) {
      final long id = ++lastId;
      final ServerWorker worker = leastLoaded();
      final ServerClient client = new ServerClient(this, worker, id, greeting, visitor, nanoTime());
      client.open(config.instance(door.channelOf(id)));
      if (client.instance().role() == Role.INITIATOR) {
        admitted.incrementAndGet();
        worker.take(client);
        return Answer.comeIn(
            door.channelOf(id), config.txBlocks(), config.rxBlocks(), config.blockSize());
      }
      client.instance().close();
    }
    return Answer.no("somebody else sits in the channels of the server \"" + name + "\"");
  }

  private ServerWorker leastLoaded() {
    ServerWorker least = workers[0];
    for (final ServerWorker worker : workers) {
      if (worker.load() < least.load()) {
        least = worker;
      }
    }
    return least;
  }

  /** A client is there; on its worker's thread. */
  void connected(final ServerClient client) {
    accepted.incrementAndGet();
    connected.updateAndGet(now -> {
      final ServerClient[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = client;
      return more;
    });
    config.handler().clientConnected(client);
  }

  /** A client has gone; on its worker's thread, or the one that closes. */
  void gone(final ServerClient client, final GoneReason reason, final boolean wasConnected) {
    admitted.decrementAndGet();
    if (!wasConnected) {
      neverCame.incrementAndGet();
      return;
    }
    connected.updateAndGet(now -> {
      final List<ServerClient> less = new ArrayList<>(Arrays.asList(now));
      less.remove(client);
      return less.toArray(new ServerClient[0]);
    });
    config.handler().clientGone(client, reason);
  }

  Map<String, Function<ServerClient, EndpointHandler>> endpoints() {
    return config.endpoints();
  }

  ServerClient[] connectedNow() {
    return connected.get();
  }

  long nanoTime() {
    return System.nanoTime();
  }

  long arrivalNs() {
    return config.arrival().toNanos();
  }

  /**
   * Closes the server. Nobody is let in any more; then waits, as long as {@link ServerConfig#linger} says,
   * for the clients to take what was sent to them, and parts with all of them: {@link
   * ServerHandler#clientGone} is told on the calling thread. Called from a callback it does not wait.
   * Idempotent.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      workers[0].closeReception();
      drain();
    } finally {
      closeFrom(0);
    }
  }

  private void closeFrom(final int first) {
    try {
      workers[first].close();
    } finally {
      if (first + 1 < workers.length) {
        closeFrom(first + 1);
      }
    }
  }

  /** All clients at once, so that one that takes nothing costs the others nothing. */
  private void drain() {
    final long startNs = nanoTime();
    final long lingerNs = config.linger().toNanos();
    while (nanoTime() - startNs < lingerNs && !Thread.currentThread().isInterrupted()) {
      boolean drained = true;
      for (final ServerWorker worker : workers) {
        if (worker.isMine()) {
          return; // From a callback, which the clients' messages wait for.
        }
        drained &= worker.isDrained();
      }
      if (drained) {
        return;
      }
      LockSupport.parkNanos(this, DRAIN_NAP_NS);
    }
  }

  /** As {@link #close()}, for an agent runner that closes its agent. */
  @Override
  public void onClose() {
    close();
  }

  @Override
  public String roleName() {
    return "icbmsg server \"" + name + "\"";
  }

  @Override
  public String toString() {
    return "server \"" + name + "\" (" + connected.get().length + " clients)";
  }
}
