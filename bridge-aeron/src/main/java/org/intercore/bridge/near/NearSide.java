package org.intercore.bridge.near;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.observe.EndpointCondition;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.SideView;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;

/**
 * The instance that the near program has open too. What the program has registered is read from its
 * counters, since to ask it over the wire would bind it: so nothing is bound here before the far program
 * has registered the same name.
 *
 * <p>An instance has no word for an endpoint that goes. To tell the program that the far side has gone,
 * the instance is closed; it is opened anew once the program has seen that.
 */
public final class NearSide {
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long REOPEN_NS = TimeUnit.MILLISECONDS.toNanos(2);
  /** A program that does not work need not see that its peer has gone before it comes again. */
  private static final long SEEN_LIMIT_NS = TimeUnit.SECONDS.toNanos(2);

  private final Function<BooleanSupplier, Icbmsg> opener;
  private final ChannelWatch watch;
  private final String channel;
  private final Set<String> registered = new HashSet<>();
  private final int longestFromProgram;
  private final int longestToProgram;
  private Icbmsg instance;
  private Role role;
  private long lookedNs;
  private long closedNs;
  private long unread;
  private boolean farewell;
  // Whether the last work found nobody on the other side, and nothing to tell.
  private boolean toldAll;

  /**
   * Opens the instance.
   *
   * @param opener opens it, now and again; given what says whether a close is told
   * @param watch of the channel's directory
   * @param channel the instance's name
   */
  public NearSide(
      final Function<BooleanSupplier, Icbmsg> opener,
      final ChannelWatch watch,
      final String channel) {
    this.opener = opener;
    this.watch = watch;
    this.channel = channel;
    this.instance = opener.apply(this::saysFarewell);
    this.role = instance.role();
    this.longestFromProgram = instance.rxGeometry().maxPayload();
    this.longestToProgram = instance.txGeometry().maxPayload();
  }

  /**
   * Whether there is an instance.
   *
   * @return false for a moment after it was closed
   */
  public boolean isOpen() {
    return instance != null;
  }

  private boolean isProgramThere() {
    return isOpen() && instance.isBound();
  }

  /**
   * Whether no program is on the other side, and whoever was bound to one has been told so. A claim may
   * find out first that the program has gone; its endpoints hear of it, and why, in {@link #work()}.
   *
   * @return true once {@link #work()} has found nobody and nothing more to tell
   */
  public boolean isProgramGone() {
    return toldAll && !isProgramThere();
  }

  /**
   * Binds an endpoint that the program has registered.
   *
   * @param name of the endpoint
   * @param handler told what happens
   * @return the endpoint
   */
  public Endpoint register(final String name, final EndpointHandler handler) {
    return instance.register(name, handler);
  }

  /**
   * Does the instance's work.
   *
   * @return how much was done
   */
  public int work() {
    if (!isOpen()) {
      return 0;
    }
    final boolean bound = instance.isBound();
    final int done = instance.doWork();
    toldAll = !bound && done == 0;
    return done;
  }

  /**
   * Whether the program has given back all that was sent to it, or has gone. Takes nothing from it.
   *
   * @return true if nothing is with it any more
   */
  public boolean isDrained() {
    return !isOpen() || instance.drain(Timeout.NO_WAIT) != Status.TIMED_OUT;
  }

  /**
   * Looks now and then which endpoints the program has registered.
   *
   * @param nowNs the time
   * @return true if that is not what it was
   */
  public boolean look(final long nowNs) {
    if (nowNs - lookedNs < LOOK_NS) {
      return false;
    }
    lookedNs = nowNs;
    final Set<String> now = new HashSet<>();
    if (isProgramThere()) {
      final SideView program = program();
      if (program.holder().isPresent() && program.counters() != null) {
        for (final EndpointSnapshot endpoint : program.counters().endpoints()) {
          if (endpoint.condition() != EndpointCondition.CLOSED) {
            now.add(endpoint.name());
          }
        }
      }
    }
    if (now.equals(registered)) {
      return false;
    }
    registered.clear();
    registered.addAll(now);
    return true;
  }

  private SideView program() {
    return role == Role.INITIATOR
        ? watch.one(channel).follower()
        : watch.one(channel).initiator();
  }

  /**
   * Whether the program has registered an endpoint.
   *
   * @param name of the endpoint
   * @return as of the last look
   */
  public boolean isRegistered(final String name) {
    return registered.contains(name);
  }

  /** What the program has registered has to be looked up anew, since it may be another program now. */
  public void forget() {
    registered.clear();
  }

  /**
   * Closes the instance, so that the program is told that its peer has gone. Never waits.
   *
   * @param nowNs the time
   * @param reason why the far side has gone: what has not been closed has died, for the program too
   */
  public void close(final long nowNs, final UnboundReason reason) {
    if (isOpen()) {
      farewell = reason == UnboundReason.PEER_CLOSED || reason == UnboundReason.PEER_RESTARTED;
      instance.close();
      unread += instance.undelivered();
      instance = null;
      toldAll = true;
      closedNs = nowNs;
      lookedNs = nowNs;
      registered.clear();
    }
  }

  private boolean saysFarewell() {
    return farewell;
  }

  /**
   * Opens the instance again once the program has seen that it was closed.
   *
   * @param nowNs the time
   * @return whether it was opened
   */
  public boolean reopen(final long nowNs) {
    if (isOpen() || nowNs - lookedNs < REOPEN_NS) {
      return false;
    }
    lookedNs = nowNs;
    if (isProgramUnaware() && nowNs - closedNs < SEEN_LIMIT_NS) {
      return false;
    }
    instance = opener.apply(this::saysFarewell);
    role = instance.role();
    return true;
  }

  /**
   * Until its endpoints are told, the program may still be at counting what was given back to it, and
   * whoever opens takes that back.
   */
  private boolean isProgramUnaware() {
    final SideView program = program();
    if (program.holder().isEmpty() || program.counters() == null) {
      return false;
    }
    return program.counters().link().isBound()
        || program.counters().endpoints().stream()
            .anyMatch(endpoint -> endpoint.condition() == EndpointCondition.BOUND);
  }

  /**
   * The longest message that can come from the program.
   *
   * @return bytes
   */
  public int longestFromProgram() {
    return longestFromProgram;
  }

  /**
   * The longest message that can go to the program.
   *
   * @return bytes
   */
  public int longestToProgram() {
    return longestToProgram;
  }

  /**
   * Messages that were handed over and that the program had not read when one of the two went.
   *
   * @return their number as of now
   */
  public long unread() {
    return unread + (isOpen() ? instance.undelivered() : 0);
  }
}
