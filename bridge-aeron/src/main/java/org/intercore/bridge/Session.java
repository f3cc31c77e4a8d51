package org.intercore.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.intercore.bridge.BridgeListener.Cause;
import org.intercore.bridge.lane.Lane;
import org.intercore.bridge.near.NearSide;
import org.intercore.bridge.wire.Greeting;
import org.intercore.bridge.wire.Greeting.Phase;
import org.intercore.icmsg.status.UnboundReason;

/**
 * The life of a pair of programs that two bridges join. Each side calls its present session by an epoch
 * of its own; a session is the pair of both, so that whatever was sent in another one is told apart.
 *
 * <pre>
 *  SEEKING --- the other side has heard this epoch ---&gt; JOINED
 *  JOINED  --- near program goes, or stop ------------&gt; ENDING        sends what it has, then END
 *  JOINED  --- all ENDs have come in -----------------&gt; HANDING_OVER  until the program has read it all
 *  ENDING, HANDING_OVER --- through ------------------&gt; SEEKING       with a new epoch
 *  any     --- the other bridge is silent or new -----&gt; SEEKING       what was under way is counted
 * </pre>
 */
final class Session implements Lane.Listener {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long GREET_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long START_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int EPOCH_SHIFT = 20;
  private static final int NO_REASON = -1;
  private static final UnboundReason[] REASONS = UnboundReason.values();

  private enum State {
    SEEKING,
    JOINED,
    HANDING_OVER,
    ENDING
  }

  /** What takes greetings. */
  @FunctionalInterface
  interface Speaker {
    boolean say(Greeting greeting);
  }

  private final Lane[] lanes;
  private final List<String> names;
  private final NearSide near;
  private final Speaker speaker;
  private final BridgeListener listener;
  private final ErrorHandler errors;
  private final long livenessNs;

  private State state = State.SEEKING;
  private long epoch = newEpoch(0);
  private Cause cause;
  private UnboundReason reason;
  private boolean stopping;
  private long sessions;
  // What is to be said.
  private boolean changed = true;
  private long greetedNs;
  private long tickedNs;
  // The other side.
  private long theirs;
  private boolean acquainted;
  private boolean joinable;
  private String refusal;
  private boolean endingThere;
  private boolean attached;
  private boolean allAttached;
  private UnboundReason reasonThere;
  private long heardNs;
  private long nowNs;

  Session(
      final Lane[] lanes, final NearSide near, final Speaker speaker, final BridgeConfig config) {
    this.lanes = lanes;
    this.names = config.endpoints();
    this.near = near;
    this.speaker = speaker;
    this.listener = config.listener();
    this.errors = config.errorHandler();
    this.livenessNs = config.liveness().toNanos();
  }

  /** Larger than those of an earlier life of this bridge, as long as the clock is not set back. */
  private static long newEpoch(final long last) {
    final long now = System.currentTimeMillis() << EPOCH_SHIFT
        | ThreadLocalRandom.current().nextInt(1 << EPOCH_SHIFT);
    return Math.max(last + 1, now);
  }

  boolean isJoined() {
    return state != State.SEEKING;
  }

  long sessions() {
    return sessions;
  }

  /** The time of this duty cycle. */
  void setTime(final long now) {
    nowNs = now;
  }

  /** The other bridge has said how it stands. */
  void onGreeting(final Greeting greeting) {
    if (greeting.epoch() == epoch || greeting.epoch() < theirs) {
      return; // An echo of our own, or what a bridge that was replaced has left in the network.
    }
    heardNs = nowNs;
    if (greeting.epoch() != theirs) {
      renewedThere();
      theirs = greeting.epoch();
      changed = true;
    }
    judge(greeting);
    if (greeting.heard() != epoch || !joinable) {
      return;
    }
    if (state == State.SEEKING && greeting.phase() != Phase.ENDED && !stopping) {
      join();
    }
    if (state != State.SEEKING) {
      follow(greeting);
    }
  }

  private void renewedThere() {
    if (state == State.ENDING) {
      // It has handed over what we sent, and is through.
      finish(cause, reason);
    } else if (state != State.SEEKING) {
      lose();
    }
  }

  private void judge(final Greeting greeting) {
    final String why = whyNot(greeting);
    if (!Objects.equals(why, refusal) && why != null) {
      listener.onRefused(why);
    }
    changed |= joinable != (why == null);
    refusal = why;
    joinable = why == null;
  }

  private String whyNot(final Greeting greeting) {
    if (!greeting.names().equals(names)) {
      return "the other bridge joins the endpoints " + String.join(",", greeting.names())
          + ", and this one " + String.join(",", names);
    }
    if (greeting.longestOut() > near.longestToProgram()) {
      return "the other host's messages may have " + greeting.longestOut()
          + " bytes, and this host's blocks take " + near.longestToProgram();
    }
    if (near.longestFromProgram() > greeting.longestIn()) {
      return "this host's messages may have " + near.longestFromProgram()
          + " bytes, and the other host's blocks take " + greeting.longestIn();
    }
    return null;
  }

  private void join() {
    state = State.JOINED;
    sessions++;
    endingThere = false;
    attached = false;
    for (final Lane lane : lanes) {
      lane.begin(epoch, theirs);
    }
    changed = true;
    if (!acquainted) {
      acquainted = true;
      listener.onJoined();
    }
  }

  private void follow(final Greeting greeting) {
    for (int i = 0; i < lanes.length; i++) {
      lanes[i].heard(greeting.endpoints().get(i));
    }
    if (greeting.phase() != Phase.OPEN && !endingThere) {
      endingThere = true;
      reasonThere = greeting.reason() >= 0 && greeting.reason() < REASONS.length
          ? REASONS[greeting.reason()]
          : UnboundReason.PEER_FAULT;
      if (state == State.JOINED) {
        stopTaking();
      }
    }
  }

  /** The far program has gone, and nobody there could be given anything. */
  private void stopTaking() {
    for (final Lane lane : lanes) {
      lane.out().pause();
      if (!lane.isAttached()) {
        lane.in().discard();
      }
    }
  }

  @Override
  public void onBound(final String name) {
    listener.onBound(name);
  }

  @Override
  public void onProgramGone(final UnboundReason why) {
    if (state == State.JOINED) {
      end(Cause.NEAR_PROGRAM, why);
    } else if (state == State.HANDING_OVER) {
      detachAll();
    }
  }

  /** Sends what the near program has left, and says that no more will come. */
  private void end(final Cause endCause, final UnboundReason why) {
    cause = endCause;
    reason = why;
    state = State.ENDING;
    changed = true;
    detachAll();
  }

  private void detachAll() {
    allAttached = false;
    near.forget();
    for (final Lane lane : lanes) {
      lane.detach();
    }
  }

  /** This bridge is to go: the near program is told at once, the far one after what is under way. */
  void stop() {
    stopping = true;
    if (state == State.JOINED) {
      end(Cause.STOPPED, UnboundReason.PEER_CLOSED);
    } else if (state == State.HANDING_OVER) {
      finish(Cause.FAR_PROGRAM, reasonThere);
    }
    near.close(nowNs, UnboundReason.PEER_CLOSED);
  }

  /** Whether all is said and done after a {@link #stop()}. */
  boolean isThrough() {
    return state == State.SEEKING && !changed;
  }

  /** Counts what was not handed over in time. */
  void giveUp() {
    if (state != State.SEEKING) {
      finish(Cause.STOPPED, UnboundReason.PEER_CLOSED);
    }
  }

  /** Does what is due; how much that was. */
  int work() {
    if (nowNs - tickedNs < TICK_NS && !changed) {
      return 0;
    }
    tickedNs = nowNs;
    final State before = state;
    if (theirs != 0 && nowNs - heardNs > livenessNs) {
      theirs = 0;
      acquainted = false;
      if (state == State.ENDING) {
        finish(cause, reason);
      } else if (state != State.SEEKING) {
        lose();
      }
    }
    if (!near.isOpen() && !stopping) {
      reopen();
    }
    if (!allAttached) {
      changed |= near.look(nowNs);
    }
    switch (state) {
      case JOINED -> workJoined();
      case HANDING_OVER -> workHandingOver();
      case ENDING -> workEnding();
      default -> {}
    }
    greet();
    return state == before ? 0 : 1;
  }

  private void reopen() {
    try {
      near.reopen(nowNs);
    } catch (final RuntimeException e) {
      errors.onError(e);
    }
  }

  private void workJoined() {
    boolean allEnded = true;
    allAttached = true;
    for (final Lane lane : lanes) {
      lane.start(nowNs, START_AGAIN_NS);
      if (lane.in().isCutOff()) {
        lose();
        return;
      }
      if (!lane.isAttached()
          && !endingThere
          && lane.isReadyThere()
          && near.isRegistered(lane.name())) {
        lane.attach(near.register(lane.name(), lane));
        attached = true;
      }
      allAttached &= lane.isAttached();
      allEnded &= lane.in().isEnded();
    }
    if (attached && near.isProgramGone()) {
      // It has gone before its endpoints were bound, so nobody was told why.
      end(Cause.NEAR_PROGRAM, UnboundReason.PEER_DIED);
    } else if (endingThere && allEnded) {
      state = State.HANDING_OVER;
    }
  }

  private void workHandingOver() {
    if (near.isDrained() && say(Phase.ENDED)) {
      tellProgram(reasonThere);
      finish(Cause.FAR_PROGRAM, reasonThere);
    }
  }

  private void workEnding() {
    boolean through = true;
    for (final Lane lane : lanes) {
      // A session may end before all of it was heard; its end has to be heard all the same.
      lane.start(nowNs, START_AGAIN_NS);
      through &= lane.isHeardThere() && lane.out().end() & lane.in().isEnded();
    }
    if (through) {
      // Both programs have gone: nobody is left to hand anything over to.
      finish(cause, reason);
    }
  }

  /** The other bridge has gone in the middle of a session. */
  private void lose() {
    acquainted = false;
    tellProgram(UnboundReason.PEER_DIED);
    finish(Cause.FAR_BRIDGE, UnboundReason.PEER_DIED);
  }

  /** A program none of whose endpoints was bound has nothing to be told. */
  private void tellProgram(final UnboundReason why) {
    if (attached) {
      near.close(nowNs, why);
    }
  }

  private void finish(final Cause why, final UnboundReason whatFor) {
    long undelivered = 0;
    for (final Lane lane : lanes) {
      undelivered += lane.abandon();
    }
    allAttached = false;
    state = State.SEEKING;
    epoch = newEpoch(epoch);
    changed = true;
    listener.onEnded(why, whatFor, undelivered);
  }

  private void greet() {
    if ((changed || nowNs - greetedNs >= GREET_NS)
        && say(state == State.ENDING ? Phase.ENDING : Phase.OPEN)) {
      changed = false;
      greetedNs = nowNs;
    }
  }

  private boolean say(final Phase phase) {
    final List<Greeting.Entry> entries = new ArrayList<>(lanes.length);
    for (final Lane lane : lanes) {
      entries.add(lane.entry(near.isRegistered(lane.name())));
    }
    return speaker.say(new Greeting(
        phase,
        phase == Phase.OPEN || reason == null ? NO_REASON : reason.ordinal(),
        epoch,
        joinable ? theirs : 0,
        near.longestFromProgram(),
        near.longestToProgram(),
        entries));
  }
}
