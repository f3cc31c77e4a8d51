package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.intercore.icmsg.time.Timeout;

/**
 * The threads that do the work of a server or a client, as {@link IcbmsgRunner} does that of instances: one
 * for a client, one for each {@linkplain ServerConfig#workers worker} of a server. They sleep when there is
 * nothing to do. What a callback throws goes to the error handler and costs the other clients nothing.
 *
 * <p>The runner owns the server or client: it closes it when it is closed itself.
 */
public final class ConnectionRunner implements AutoCloseable {
  private final Runnable end;
  private final List<AgentRunner> runners;
  private volatile boolean ended;

  private ConnectionRunner(final Runnable end) {
    this.end = end;
    this.runners = new ArrayList<>();
  }

  /**
   * Starts daemon threads for a server.
   *
   * @param server whose work is done; nobody else may call its {@link IcbmsgServer#doWork()} from now on
   * @param errors gets what callbacks throw
   * @return the runner
   */
  public static ConnectionRunner start(final IcbmsgServer server, final ErrorHandler errors) {
    return start(server, errors, ConnectionRunner::daemon);
  }

  /**
   * Starts threads for a server.
   *
   * @param server whose work is done; nobody else may call its {@link IcbmsgServer#doWork()} from now on
   * @param errors gets what callbacks throw
   * @param threads makes the threads, daemon or not; they are named after the server
   * @return the runner
   */
  public static ConnectionRunner start(
      final IcbmsgServer server, final ErrorHandler errors, final ThreadFactory threads) {
    final ConnectionRunner started = new ConnectionRunner(server::close);
    for (final ServerWorker worker : server.workers()) {
      started.start(
          worker,
          started.new Sleep(() -> !worker.isClosed(), () -> worker.awaitWork(Long.MAX_VALUE)),
          errors,
          threads);
    }
    return started;
  }

  /**
   * Starts a daemon thread for a client.
   *
   * @param client whose work is done; nobody else may call its {@link IcbmsgClient#doWork()} from now on
   * @param errors gets what callbacks throw
   * @return the runner
   */
  public static ConnectionRunner start(final IcbmsgClient client, final ErrorHandler errors) {
    return start(client, errors, ConnectionRunner::daemon);
  }

  /**
   * Starts a thread for a client.
   *
   * @param client whose work is done; nobody else may call its {@link IcbmsgClient#doWork()} from now on
   * @param errors gets what callbacks throw
   * @param threads makes the thread, daemon or not; it is named after the client
   * @return the runner
   */
  public static ConnectionRunner start(
      final IcbmsgClient client, final ErrorHandler errors, final ThreadFactory threads) {
    final ConnectionRunner started = new ConnectionRunner(client::close);
    started.start(
        client,
        started.new Sleep(() -> !client.isClosed(), () -> client.awaitWork(Timeout.FOREVER)),
        errors,
        threads);
    return started;
  }

  private void start(
      final Agent agent,
      final IdleStrategy sleep,
      final ErrorHandler errors,
      final ThreadFactory threads) {
    final AgentRunner runner = new AgentRunner(sleep, errors, null, agent);
    runners.add(runner);
    AgentRunner.startOnThread(runner, threads);
  }

  private static Thread daemon(final Runnable work) {
    final Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the threads and closes the server or client. Waits for a callback that is under way. Idempotent. */
  @Override
  public void close() {
    ended = true;
    try {
      // Wakes whoever sleeps.
      end.run();
    } finally {
      for (final AgentRunner runner : runners) {
        LockSupport.unpark(runner.thread());
        runner.close();
      }
    }
  }

  /** Where a thread has nothing to do. */
  private final class Sleep implements IdleStrategy {
    private final BooleanSupplier open;
    private final Runnable sleep;

    Sleep(final BooleanSupplier open, final Runnable sleep) {
      this.open = open;
      this.sleep = sleep;
    }

    @Override
    public void idle(final int workCount) {
      if (workCount <= 0) {
        idle();
      }
    }

    @Override
    public void idle() {
      if (open.getAsBoolean()) {
        sleep.run();
      } else if (!ended) {
        // Somebody has closed it; there is nothing to do until the runner is closed too.
        LockSupport.park(this);
      }
    }

    @Override
    public void reset() {
      // Nothing is remembered from one sleep to the next.
    }
  }
}
