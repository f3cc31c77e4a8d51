package org.intercore.bridge.engine;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;

/**
 * The Aeron client and, unless there is one to be used, a media driver. Neither has a thread of its
 * own: {@link #invoke} does their work, on the thread of the bridge's duty cycle.
 */
public final class Engine implements AutoCloseable {
  private static final int DRIVER_TURNS = 16;

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
   * Does what there is to do, in the embedded driver too. That takes and gives a datagram of each stream
   * at a time, so it gets several turns while it is busy.
   *
   * @return how much was done
   */
  public int invoke() {
    int done = clientInvoker.invoke();
    if (driverInvoker != null) {
      int turn = 0;
      int now;
      do {
        now = driverInvoker.invoke();
        done += now;
      } while (now > 0 && ++turn < DRIVER_TURNS);
    }
    return done;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(aeron, driver);
  }
}
