package org.intercore.bridge.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces, each with a wire of its own to this one: two hosts, and a router between them.
 *
 * <pre>
 *  left  10.231.1.2 ---- 10.231.1.1  this namespace  10.231.2.1 ---- 10.231.2.2  right
 * </pre>
 */
final class Namespaces implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final String suffix = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
  private final Deque<String> undo = new ArrayDeque<>();
  private String refusal;
  private boolean bad;

  /** Makes them if that is permitted here. */
  Namespaces() {
    for (int side = 0; side < 2 && refusal == null; side++) {
      make(side);
    }
  }

  private void make(final int side) {
    final String name = name(side);
    final String wire = wire(side);
    final String net = "10.231." + (side + 1) + ".";
    if (!run("ip netns add " + name)) {
      return;
    }
    undo.push("ip netns del " + name);
    // With the namespace goes its end of the wire, and with that the other one.
    final boolean made = run("ip link add " + wire + " type veth peer name eth0 netns " + name)
        && run("ip addr add " + net + "1/24 dev " + wire)
        && run("ip link set " + wire + " up")
        && run("ip -n " + name + " addr add " + net + "2/24 dev eth0")
        && run("ip -n " + name + " link set eth0 up")
        && run("ip -n " + name + " link set lo up")
        && run("ip -n " + name + " route add default via " + net + "1");
    if (!made && refusal == null) {
      refusal = "the namespaces cannot be connected";
    }
  }

  /** Why there are none; null if there are. */
  String refusal() {
    return refusal;
  }

  /**
   * Lets the kernel lose and delay what goes out at both ends.
   *
   * @return whether it can
   */
  boolean makeBad(final String netem) {
    bad = run("ip netns exec " + name(0) + " tc qdisc add dev eth0 root netem " + netem)
        && run("ip netns exec " + name(1) + " tc qdisc add dev eth0 root netem " + netem);
    if (!bad) {
      System.out.println("no netem here (" + refusal + "): the relay loses and delays instead");
      refusal = null;
    }
    return bad;
  }

  private String name(final int side) {
    return "icb" + side + suffix;
  }

  private String wire(final int side) {
    return "icbw" + side + suffix;
  }

  /** What to put before a command that runs there. */
  List<String> prefix(final int side) {
    return List.of("ip", "netns", "exec", name(side));
  }

  /** The address of a host. */
  static String host(final int side) {
    return "10.231." + (side + 1) + ".2";
  }

  /** The address of the router as a host sees it. */
  static String router(final int side) {
    return "10.231." + (side + 1) + ".1";
  }

  private boolean run(final String command) {
    try {
      final Process process = new ProcessBuilder(Arrays.asList(command.split(" ")))
          .redirectErrorStream(true)
          .start();
      final String out = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        refusal = command + ": " + out.strip();
        return false;
      }
      return true;
    } catch (final IOException e) {
      refusal = e.getMessage();
      return false;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    while (!undo.isEmpty()) {
      run(undo.pop());
    }
  }
}
