package org.intercore.cli.channel;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.work.WorkCycle;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgClient;

/** One side of a named channel: the instance, its control port, and the loop that drives both. */
public final class Channel implements AutoCloseable {
  private static final long NOBODY = -1;

  private final Icbmsg link;
  private final Runnable closer;
  private final ControlPort control;
  private final WorkCycle cycle;
  private final String other;
  private long parted;
  private long met = NOBODY;

  /**
   * Opens one side; the other side need not be there yet.
   *
   * @param name of the channel
   * @param options what both sides must agree on
   * @param stop ends the loop
   * @param other what to call the other side in sentences
   */
  public Channel(
      final String name, final ChannelOptions options, final StopSignal stop, final String other) {
    this(options.open(name), options, stop, other);
  }

  private Channel(
      final Icbmsg link, final ChannelOptions options, final StopSignal stop, final String other) {
    this(link, link::doWork, link::close, options, stop, other);
  }

  /**
   * Connects to a server, which decides what both sides must agree on.
   *
   * @param server its name
   * @param options how patient this side is
   * @param stop ends the loop
   * @param other what to call the other side in sentences
   * @return this side of the connection
   */
  public static Channel connect(
      final String server,
      final ChannelOptions options,
      final StopSignal stop,
      final String other) {
    final IcbmsgClient client = options.connect(server);
    return new Channel(client.instance(), client::doWork, client::close, options, stop, other);
  }

  private Channel(
      final Icbmsg link,
      final IntSupplier work,
      final Runnable closer,
      final ChannelOptions options,
      final StopSignal stop,
      final String other) {
    this.other = other;
    this.link = link;
    this.closer = closer;
    control = ControlPort.register(link);
    cycle = new WorkCycle(options.timeout()).work(work).guard(stop::check).guard(this::checkOther);
  }

  private void checkOther() {
    if (control.malformed() != null) {
      throw new CommandFailure(
          "the " + other + " says what this version does not understand: " + control.malformed());
    }
    if (met != NOBODY && isGone()) {
      throw gone();
    }
  }

  private boolean isGone() {
    // What it said before it went still counts, but not what the next one says.
    return control.bonds() != met
        || control.peek() == null && (!control.isBound() || !link.isPeerAlive());
  }

  private CommandFailure gone() {
    return new CommandFailure("the " + other + " went away");
  }

  /** Waits until the other side is there, for ever or until a guard ends it. */
  public void awaitOther() {
    cycle.patientlyUntil(this::isOtherHere);
    met = control.bonds();
  }

  /** As {@link #awaitOther()}, but fails after a time. */
  public void awaitOther(final Duration limit) {
    awaitOther(limit, () -> false);
  }

  /**
   * As {@link #awaitOther()}, until something else is so, which is asked now and then.
   *
   * @param limit after which this fails; null = never
   * @param otherwise what else ends the wait
   * @return whether the other side is there
   */
  public boolean awaitOther(final Duration limit, final BooleanSupplier otherwise) {
    final long startNs = System.nanoTime();
    final NowAndThen ended = new NowAndThen(otherwise);
    cycle.patientlyUntil(() -> isOtherHere()
        || limit != null && System.nanoTime() - startNs > limit.toNanos()
        || ended.isSo());
    if (isOtherHere()) {
      met = control.bonds();
      return true;
    }
    if (ended.wasSo()) {
      return false;
    }
    throw new CommandFailure("no " + other + " came within " + limit.toSeconds() + " s");
  }

  /** A side that was killed stays bound until the next one comes. */
  private boolean isOtherHere() {
    return control.isBound() && control.bonds() > parted;
  }

  /** Lets the other side go: {@link #awaitOther()} waits for the next one. */
  public void part() {
    parted = met;
    met = NOBODY;
  }

  /** Says something, as soon as a block is free. */
  public void say(final ControlMessage message) {
    cycle.until(() -> control.bonds() == met && control.trySend(message));
  }

  /** Waits for what the other side says next. */
  public ControlMessage hear() {
    cycle.until(() -> control.peek() != null);
    if (control.bonds() != met) {
      throw gone();
    }
    return control.poll();
  }

  /** As {@link #hear()}, where only one kind makes sense. */
  public ControlMessage hear(final ControlMessage.Kind expected) {
    final ControlMessage message = hear();
    if (message.kind() != expected) {
      throw new CommandFailure(
          "the " + other + " said " + message.kind() + " where " + expected + " was expected");
    }
    return message;
  }

  /** The loop. */
  public WorkCycle cycle() {
    return cycle;
  }

  /** The control port. */
  public ControlPort control() {
    return control;
  }

  /** The instance. */
  public Icbmsg link() {
    return link;
  }

  @Override
  public void close() {
    closer.run();
  }
}
