package org.intercore.bridgecli.measure;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.intercore.bridge.engine.Engine;

/** A media driver in a process of its own, on one thread as all that is measured here. */
final class Driver {
  private Driver() {}

  /**
   * Runs as long as who has started it.
   *
   * @param args its directory
   */
  public static void main(final String[] args) throws InterruptedException {
    final MediaDriver.Context context = new MediaDriver.Context()
        .aeronDirectoryName(args[0])
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .asyncExecutorIdleStrategy(Engine.seldom())
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(Lines.idle());
    final MediaDriver driver = MediaDriver.launch(context);
    try {
      new Starter().awaitEnd();
    } finally {
      driver.close();
    }
  }
}
