package org.intercore.properties.process;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A process of a campaign, from inside: does what its standard input says, one order a line, and prints
 * what it has done. Whatever goes wrong in any of its threads is printed, and ends it. It ends when its
 * input does, so it never outlives the test.
 */
final class OrderedProcess {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private OrderedProcess() {}

  /** Something that a thread does. */
  interface Work {
    void run() throws Exception;
  }

  /** Begins to listen; the orders as they come. */
  static BlockingQueue<String> listen() {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> fail(failure));
    final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    start("orders", () -> readOrders(orders));
    return orders;
  }

  private static void readOrders(final BlockingQueue<String> orders) throws IOException {
    final BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = in.readLine(); order != null; order = in.readLine()) {
      if (order.equals("dump")) {
        dump();
      } else {
        orders.add(order);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** For a test that has waited too long. */
  private static void dump() {
    Thread.getAllStackTraces()
        .forEach((thread, trace) -> say("dump " + thread.getName() + ": "
            + Arrays.stream(trace).map(Object::toString).collect(Collectors.joining(" < "))));
    say("dumped");
  }

  static void say(final String line) {
    OUT.println(line);
  }

  static void fail(final Throwable failure) {
    synchronized (OUT) {
      OUT.println("failed " + failure);
      for (Throwable at = failure; at != null; at = at.getCause()) {
        OUT.println(at);
        Arrays.stream(at.getStackTrace()).forEach(OUT::println);
      }
      Runtime.getRuntime().halt(3);
    }
  }

  static Thread start(final String name, final Work work) {
    final Thread thread = new Thread(
        () -> {
          try {
            work.run();
          } catch (final Throwable t) {
            fail(t);
          }
        },
        name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void await(final BooleanSupplier condition) throws InterruptedException {
    await(condition, Long.MAX_VALUE);
  }

  /** As the other one, but not for longer than that: somebody else sees what is missing. */
  static void await(final BooleanSupplier condition, final long timeoutNs)
      throws InterruptedException {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - startNs < timeoutNs) {
      Thread.sleep(1);
    }
  }
}
