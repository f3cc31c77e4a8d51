package org.intercore.jmh.bench.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Subject;

/** Both sides of a pair as two threads of the test's own JVM. */
final class InThisJvm {
  /** Only a hang takes so long. */
  private static final long PATIENCE_SECONDS = 180;

  private InThisJvm() {}

  static List<Window> run(
      final Subject subject, final Setup setup, final List<Case> cases, final Pace pace)
      throws Exception {
    Control.create(setup.directory());
    final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    // Not closed if a side fails: the other one still spins in that memory.
    final Control here = Control.attach(setup.directory());
    final Control there = Control.attach(setup.directory());
    final PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);
    final CompletableFuture<Void> all = new CompletableFuture<>();
    final CompletableFuture<Void> active = start("active", all, () -> {
      new ActiveSide(here, subject, setup, cases, pace, out).run();
      return null;
    });
    final CompletableFuture<Void> passive = start("passive", all, () -> {
      new PassiveSide(there, subject, setup, cases).run();
      return null;
    });
    CompletableFuture.allOf(active, passive).thenAccept(all::complete);
    all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    here.close();
    there.close();
    return lines.toString(StandardCharsets.UTF_8).lines().map(Window::ofLine).toList();
  }

  /** Runs it on a thread of its own; if it fails, everything has. */
  private static CompletableFuture<Void> start(
      final String name, final CompletableFuture<Void> all, final Callable<Void> side) {
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final Thread thread = new Thread(
        () -> {
          try {
            ended.complete(side.call());
          } catch (final Exception | Error e) {
            all.completeExceptionally(e);
          }
        },
        name);
    thread.setDaemon(true);
    thread.start();
    return ended;
  }
}
