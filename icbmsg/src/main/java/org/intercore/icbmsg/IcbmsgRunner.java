package org.intercore.icbmsg;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.intercore.icmsg.time.Timeout;

/**
 * A thread that does the work of an instance, for those who do not want to call {@link
 * Icbmsg#doWork()} themselves: an Agrona {@link AgentRunner} with a name and an end.
 *
 * <p>By default it sleeps when there is nothing to do, and the peer's doorbell wakes it. With an idle
 * strategy of the user's own it does what that does.
 *
 * <p>The runner owns the instance: it closes it when it is closed itself.
 */
public final class IcbmsgRunner implements AutoCloseable {
  private final AgentRunner runner;
  private final Icbmsg instance;
  private final AwaitWork sleeper;

  private IcbmsgRunner(final AgentRunner runner, final Icbmsg instance, final AwaitWork sleeper) {
    this.runner = runner;
    this.instance = instance;
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
    final AwaitWork sleeper = new AwaitWork(instance);
    return start(instance, sleeper, sleeper, errors, IcbmsgRunner::daemon);
  }

  /**
   * Starts a thread.
   *
   * @param instance whose work is done; nobody else may call its {@link Icbmsg#doWork()} from now on
   * @param idle what to do when there is nothing to do
   * @param errors gets what callbacks throw, on the runner's thread; it goes on afterwards
   * @param threads makes the thread
   * @return the runner
   */
  public static IcbmsgRunner start(
      final Icbmsg instance,
      final IdleStrategy idle,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    return start(instance, idle, null, errors, threads);
  }

  private static IcbmsgRunner start(
      final Icbmsg instance,
      final IdleStrategy idle,
      final AwaitWork sleeper,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    Objects.requireNonNull(instance, "instance");
    final AgentRunner runner = new AgentRunner(idle, errors, null, instance);
    AgentRunner.startOnThread(runner, threads);
    return new IcbmsgRunner(runner, instance, sleeper);
  }

  private static Thread daemon(final Runnable work) {
    final Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The instance whose work is done here.
   *
   * @return the instance
   */
  public Icbmsg instance() {
    return instance;
  }

  /**
   * Ends the thread and closes the instance ({@link Icbmsg#close()}). Waits for a callback that is
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
  }

  /** Sleeps at the doorbell. */
  private static final class AwaitWork implements IdleStrategy {
    private final Icbmsg instance;
    private final BooleanSupplier ready = this::isReady;
    private volatile boolean ended;

    private AwaitWork(final Icbmsg instance) {
      this.instance = instance;
    }

    private boolean isReady() {
      return ended || instance.hasWork();
    }

    /** No more sleep from now on. */
    private void end() {
      ended = true;
      instance.wakeWorker();
    }

    @Override
    public void idle(final int workCount) {
      if (workCount <= 0) {
        idle();
      }
    }

    @Override
    public void idle() {
      if (!instance.isClosed()) {
        instance.awaitWork(Timeout.FOREVER, ready);
      } else if (!ended) {
        // Somebody closed it; there is nothing to do until the runner is closed too.
        LockSupport.park(this);
      }
    }

    @Override
    public void reset() {
      // Nothing is remembered from one sleep to the next.
    }
  }
}
