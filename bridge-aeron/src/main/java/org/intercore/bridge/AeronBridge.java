package org.intercore.bridge;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.bridge.engine.ChannelUris;
import org.intercore.bridge.engine.Engine;
import org.intercore.bridge.fault.BridgeFault;
import org.intercore.bridge.lane.BlockTurn;
import org.intercore.bridge.lane.GreetingStream;
import org.intercore.bridge.lane.InStream;
import org.intercore.bridge.lane.Lane;
import org.intercore.bridge.lane.OutStream;
import org.intercore.bridge.near.NearSide;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.FaultCounters;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Joins endpoints of an instance of this host with those of an instance of another host, where such a
 * bridge runs too: reliable and ordered for each endpoint. The near program's endpoint is bound when the
 * far program has registered its own, and unbound, with a reason, when that has gone.
 *
 * <p>It has no thread of its own: one thread, always the same, calls {@link #doWork()}, or runs it in an
 * Agrona agent runner. No message allocates anything.
 */
public final class AeronBridge implements Agent, AutoCloseable {
  private static final int DRIVER_TURNS = 16;

  private final Engine engine;
  private final NearSide near;
  private final Lane[] lanes;
  private final GreetingStream greetings;
  private final Session session;
  private final FaultCounters faults;
  private final Duration linger;
  private final String name;
  private int firstLane;
  private boolean closed;

  private AeronBridge(final BridgeConfig config, final Engine engine, final NearSide near) {
    this.engine = engine;
    this.near = near;
    this.linger = config.linger();
    this.name = config.channel();
    this.faults = new FaultCounters(config.faultHandler(), BridgeFault.values());
    this.lanes = new Lane[config.endpoints().size()];
    final Aeron aeron = engine.aeron();
    final String to = config.sendTo();
    final String at = config.listenAt();
    this.greetings = new GreetingStream(
        aeron.addExclusivePublication(ChannelUris.forGreetings(to), config.stream()),
        aeron.addSubscription(at, config.stream()),
        greeting -> session().onGreeting(greeting),
        faults);
    this.session = new Session(lanes, near, greetings::say, config);
    final BlockTurn turn = new BlockTurn();
    for (int i = 0; i < lanes.length; i++) {
      final String endpoint = config.endpoints().get(i);
      final int stream = config.stream() + 1 + i;
      final ExclusivePublication publication = aeron.addExclusivePublication(to, stream);
      requireRoom(publication);
      lanes[i] = new Lane(
          endpoint,
          new OutStream(publication),
          new InStream(
              endpoint.getBytes(StandardCharsets.UTF_8),
              aeron.addSubscription(at, stream),
              turn,
              faults),
          session);
    }
  }

  private Session session() {
    return session;
  }

  private void requireRoom(final ExclusivePublication publication) {
    if (near.longestFromProgram() > publication.maxMessageLength()) {
      throw new IllegalArgumentException("messages of this instance may have "
          + near.longestFromProgram() + " bytes, and terms of " + publication.termBufferLength()
          + " carry " + publication.maxMessageLength()
          + ": give the channel a longer term-length, 128m at most, or the instance fewer blocks");
    }
  }

  /**
   * Opens a bridge. Does not wait for the other one, nor for a program.
   *
   * @param config how
   * @return the bridge
   * @throws IllegalArgumentException if the parameters cannot work, or are not those of the near program
   * @throws IllegalStateException if both sides of the instance are taken
   * @throws java.io.UncheckedIOException if the instance's file cannot be made or used
   */
  public static AeronBridge open(final BridgeConfig config) {
    config.check();
    config.listenAt();
    final String owner =
        config.directory().toAbsolutePath().resolve(config.channel()).toString();
    final NearSide near = new NearSide(
        farewell -> openInstance(config, farewell),
        new ChannelWatch(config.directory()),
        config.channel());
    Engine engine = null;
    try {
      engine = config.mediaDriver() == null
          ? Engine.embedded(owner, config.errorHandler())
          : Engine.external(config.mediaDriver(), config.errorHandler());
      return new AeronBridge(config, engine, near);
    } catch (final RuntimeException e) {
      if (engine != null) {
        engine.close();
      }
      near.close(0, UnboundReason.PEER_CLOSED);
      throw e;
    }
  }

  private static Icbmsg openInstance(final BridgeConfig config, final BooleanSupplier farewell) {
    return Icbmsg.open(config
        .instance()
        .apply(IcbmsgConfig.named(config.channel()).directory(config.directory()))
        .doorbell(Doorbell.polling())
        .linger(Duration.ZERO)
        .farewell(farewell)
        .confined(true));
  }

  /**
   * Does what there is to do, on both sides. Never blocks by itself.
   *
   * @return how much was done; 0 = nothing
   */
  @Override
  public int doWork() {
    session.setTime(SystemNanoClock.INSTANCE.nanoTime());
    // The driver's turn, which costs several system calls, is between the two ways: what the near
    // program has sent leaves in this cycle, and what has come in is handed to it in this cycle.
    int done = workNear() + engine.invokeClient();
    int come = 0;
    int turns = 0;
    int driven;
    // A datagram is a turn of the driver. What has come is handed to the near program at once, but
    // not while there is more to be sent than a turn takes: a cycle for each datagram is too much.
    do {
      driven = engine.drive();
      come += greetings.poll() + pollLanes();
      done += driven;
      turns++;
    } while (driven > 0 && turns < DRIVER_TURNS && (come == 0 || hasMoreToSend()));
    return done + come + session.work();
  }

  private boolean hasMoreToSend() {
    for (final Lane lane : lanes) {
      if (!lane.out().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private int workNear() {
    int done = 0;
    boolean full = false;
    for (final Lane lane : lanes) {
      done += lane.out().flush();
      full |= lane.out().isFull();
    }
    if (full) {
      // What is small is not taken, so that its sender feels it; blocks come back all the same.
      near.isDrained();
    } else {
      done += near.work();
    }
    for (final Lane lane : lanes) {
      lane.out().ship();
    }
    return done;
  }

  /** Begins with another one each time, so that blocks are given in turn. */
  private int pollLanes() {
    int done = 0;
    int at = firstLane;
    for (int i = 0; i < lanes.length; i++) {
      done += lanes[at].in().poll();
      at = at + 1 == lanes.length ? 0 : at + 1;
    }
    firstLane = firstLane + 1 == lanes.length ? 0 : firstLane + 1;
    return done;
  }

  /**
   * What was counted. To be called on the thread of the duty cycle, or after the end.
   *
   * @return a copy
   */
  public BridgeSnapshot snapshot() {
    return new BridgeSnapshot(
        session.isJoined(),
        session.sessions(),
        near.unread(),
        Arrays.stream(lanes).map(Lane::snapshot).toList(),
        faults.snapshot());
  }

  /**
   * Closes the bridge. The near program is told at once that its peer has gone. Then waits, at most as
   * long as {@link BridgeConfig#linger} says, until what it had sent before was handed to the far one.
   * On the thread of the duty cycle. Idempotent.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.setTime(SystemNanoClock.INSTANCE.nanoTime());
      session.stop();
      final long startNs = System.nanoTime();
      while (!session.isThrough() && System.nanoTime() - startNs < linger.toNanos()) {
        if (doWork() == 0) {
          Thread.yield();
        }
      }
      session.giveUp();
    } finally {
      engine.close();
    }
  }

  @Override
  public void onClose() {
    close();
  }

  @Override
  public String roleName() {
    return "bridge of " + name;
  }
}
