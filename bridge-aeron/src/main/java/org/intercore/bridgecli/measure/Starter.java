package org.intercore.bridgecli.measure;

import java.io.IOException;

/** The process that has started this one, and to whose pipe the standard input leads. */
final class Starter {
  private final Thread reader = new Thread(Starter::awaitEndOfInput, "starter");

  Starter() {
    reader.setDaemon(true);
    reader.start();
  }

  private static void awaitEndOfInput() {
    try {
      System.in.read();
    } catch (final IOException gone) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the pipe is still open. */
  boolean isThere() {
    return reader.isAlive();
  }

  /** Waits until it has gone. */
  void awaitEnd() throws InterruptedException {
    reader.join();
  }
}
