package org.intercore.icbmsg;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;

/**
 * A thread that does the work of one or many instances, for those who do not want to call {@link
 * Icbmsg#doWork()} themselves: an Agrona {@link AgentRunner} with a name and an end.
 *
 * <p>Every instance gets its turn, of a bounded number of messages, one after the other. What a
 * callback throws goes to the error handler and costs the other instances nothing. An instance that
 * somebody closes leaves the others working.
 *
 * <p>By default the thread sleeps when there is nothing to do for any of them, and each peer's
 * doorbell wakes it: several instances with sockets share one selector. If one of several has another
 * bell (polling, in-process, the user's own) there is no place where all bells are heard, and the
 * thread takes naps of a fraction of a millisecond. With an idle strategy of the user's own it
 * does what that does.
 *
 * <p>The runner owns the instances: it closes them when it is closed itself.
 */
public final class IcbmsgRunner implements AutoCloseable {
  private final AgentRunner runner;
  private final List<Icbmsg> instances;
  private final SleepForAll sleeper;

  private IcbmsgRunner(
      final AgentRunner runner, final List<Icbmsg> instances, final SleepForAll sleeper) {
    this.runner = runner;
    this.instances = instances;
    this.sleeper = sleeper;
  }

  /**
   * Starts a daemon thread that sleeps when there is nothing to do.
   *
   * @param instance whose work is done; nobody else may call its {@link Icbmsg#doWork()} from now on
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @return the runner
   */
  public static IcbmsgRunner start(final Icbmsg instance, final ErrorHandler errors) {
    return start(List.of(instance), errors);
  }

  /**
   * Starts a daemon thread that sleeps when there is nothing to do for any of several instances.
   *
   * @param instances whose work is done, at least one; nobody else may call their {@link
   *     Icbmsg#doWork()} from now on
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @return the runner
   */
  public static IcbmsgRunner start(final List<Icbmsg> instances, final ErrorHandler errors) {
    return start(instances, errors, IcbmsgRunner::daemon);
  }

  /**
   * Starts a thread that sleeps when there is nothing to do for any of several instances.
   *
   * @param instances whose work is done, at least one; nobody else may call their {@link
   *     Icbmsg#doWork()} from now on
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @param threads makes the thread, daemon or not; it is named after the instances
   * @return the runner
   */
  public static IcbmsgRunner start(
      final List<Icbmsg> instances, final ErrorHandler errors, final ThreadFactory threads) {
    final SleepForAll sleeper = new SleepForAll(instances);
    return start(instances, sleeper, sleeper, errors, threads);
  }

  /**
   * Starts a thread with an idle strategy.
   *
   * @param instance whose work is done; nobody else may call its {@link Icbmsg#doWork()} from now on
   * @param idle what to do when there is nothing to do
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @param threads makes the thread, daemon or not; it is named after the instance
   * @return the runner
   */
  public static IcbmsgRunner start(
      final Icbmsg instance,
      final IdleStrategy idle,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    return start(List.of(instance), idle, errors, threads);
  }

  /**
   * Starts a thread with an idle strategy for several instances.
   *
   * @param instances whose work is done, at least one; nobody else may call their {@link
   *     Icbmsg#doWork()} from now on
   * @param idle what to do when there is nothing to do for any of them
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @param threads makes the thread, daemon or not; it is named after the instances
   * @return the runner
   */
  public static IcbmsgRunner start(
      final List<Icbmsg> instances,
      final IdleStrategy idle,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    return start(instances, Objects.requireNonNull(idle, "idle"), null, errors, threads);
  }

  private static IcbmsgRunner start(
      final List<Icbmsg> instances,
      final IdleStrategy idle,
      final SleepForAll sleeper,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    final List<Icbmsg> all = List.copyOf(instances);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a runner needs at least one instance to work for");
    }
    // Goes on behind the instance that has thrown something, so nobody is left out.
    final Agent agent = all.size() == 1 ? all.get(0) : new CompositeAgent(all);
    final AgentRunner runner = new AgentRunner(idle, errors, null, agent);
    AgentRunner.startOnThread(runner, threads);
    return new IcbmsgRunner(runner, all, sleeper);
  }

  private static Thread daemon(final Runnable work) {
    final Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The instance whose work is done here.
   *
   * @return the instance; the first of several
   */
  public Icbmsg instance() {
    return instances.get(0);
  }

  /**
   * The instances whose work is done here.
   *
   * @return all of them, also those that were closed since
   */
  public List<Icbmsg> instances() {
    return instances;
  }

  /**
   * Ends the thread and closes the instances ({@link Icbmsg#close()}). Waits for a callback that is
   * under way. Idempotent.
   */
  @Override
  public void close() {
    if (sleeper != null) {
      // The agent's runner only sets a flag, which nobody who sleeps would look at.
      sleeper.end();
      LockSupport.unpark(runner.thread());
    }
    runner.close();
    if (sleeper != null) {
      sleeper.close();
    }
  }
}
