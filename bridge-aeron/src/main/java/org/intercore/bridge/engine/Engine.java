package org.intercore.bridge.engine;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The Aeron client and, unless there is one to be used, a media driver. {@link #invoke} does the work
 * of both, on the thread of the bridge's duty cycle; all but the driver's looking up of names, which may
 * take seconds, and for which it has a thread that mostly sleeps.
 */
public final class Engine implements AutoCloseable {
  private static final int NAME_YIELDS = 10;
  private static final long NAME_SHORTEST_NAP_NS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final long NAME_LONGEST_NAP_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final MediaDriver driver;
  private final Aeron aeron;
  private final AgentInvoker driverInvoker;
  private final AgentInvoker clientInvoker;

  private Engine(final MediaDriver driver, final Aeron aeron) {
    this.driver = driver;
    this.aeron = aeron;
    this.driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
    this.clientInvoker = aeron.conductorAgentInvoker();
  }

  /**
   * Starts a media driver in this process. Its directory is removed with it; what one that was
   * killed has left behind goes when its successor starts.
   *
   * @param owner tells one bridge of this user from another
   * @param errors told of what goes wrong in the driver and the client
   * @return the engine
   */
  public static Engine embedded(final String owner, final ErrorHandler errors) {
    final String directory = directory(owner);
    final MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
        .aeronDirectoryName(directory)
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .errorHandler(errors)
        .asyncExecutorIdleStrategy(seldom())
        .threadingMode(ThreadingMode.INVOKER));
    try {
      return new Engine(
          driver,
          Aeron.connect(client(directory, errors).driverAgentInvoker(driver.sharedAgentInvoker())));
    } catch (final RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  /**
   * For the driver's only thread, which looks up the names of hosts: it has something to do when a
   * stream is opened and now and then after that, and would look for it a thousand times a second.
   *
   * @return a strategy for one thread
   */
  public static IdleStrategy seldom() {
    return new BackoffIdleStrategy(0, NAME_YIELDS, NAME_SHORTEST_NAP_NS, NAME_LONGEST_NAP_NS);
  }

  /**
   * Uses a media driver that runs already.
   *
   * @param directory of the driver
   * @param errors told of what goes wrong in the client
   * @return the engine
   */
  public static Engine external(final Path directory, final ErrorHandler errors) {
    return new Engine(null, Aeron.connect(client(directory.toString(), errors)));
  }

  /** One for each owner, so that nobody removes another's and a successor finds its predecessor's. */
  private static String directory(final String owner) {
    final String name =
        UUID.nameUUIDFromBytes(owner.getBytes(StandardCharsets.UTF_8)).toString();
    return CommonContext.getAeronDirectoryName() + "-icbmsg-bridge-" + name;
  }

  private static Aeron.Context client(final String directory, final ErrorHandler errors) {
    return new Aeron.Context()
        .aeronDirectoryName(directory)
        .useConductorAgentInvoker(true)
        .errorHandler(errors);
  }

  /**
   * The client.
   *
   * @return Aeron's
   */
  public Aeron aeron() {
    return aeron;
  }

  /**
   * The client does what there is to do, and the driver, if it is embedded, has a turn.
   *
   * @return how much was done
   */
  public int invoke() {
    return invokeClient() + drive();
  }

  /**
   * The client alone does what there is to do.
   *
   * @return how much was done
   */
  public int invokeClient() {
    return clientInvoker.invoke();
  }

  /**
   * A turn of the driver, if it is embedded: it takes and gives a datagram of each stream, which is
   * several system calls.
   *
   * @return how much was done
   */
  public int drive() {
    return driverInvoker == null ? 0 : driverInvoker.invoke();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(aeron, driver);
  }
}
