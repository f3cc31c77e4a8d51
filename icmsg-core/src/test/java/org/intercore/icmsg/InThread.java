package org.intercore.icmsg;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs something in a thread of its own at once, however few cores there are. */
public final class InThread {
  private InThread() {}

  public static CompletableFuture<Void> run(final Runnable task) {
    return CompletableFuture.runAsync(task, InThread::start);
  }

  public static <T> CompletableFuture<T> supply(final Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, InThread::start);
  }

  private static void start(final Runnable task) {
    final Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }
}
