package org.intercore.bridge.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network: passes datagrams on from a port to an address, and the answers back, each after a
 * while, and some of them never.
 *
 * <pre>
 *  sender --&gt; front | delay, loss | back --&gt; receiver
 *  sender &lt;-- front | delay, loss | back &lt;-- receiver
 * </pre>
 */
final class LossyRelay implements AutoCloseable {
  private static final int MAX_DATAGRAM = 65_536;
  private static final int SOCKET_BUFFER = 2 << 20;
  private static final long NAP_NS = 50_000;

  private final DatagramChannel front;
  private final DatagramChannel back;
  private final SocketAddress receiver;
  private final double loss;
  private final long delayNs;
  private final Random random;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
  private final ArrayDeque<Datagram> underWay = new ArrayDeque<>();
  private final Thread thread;
  private SocketAddress sender;
  private volatile boolean stopped;
  private volatile long lost;

  private record Datagram(long dueNs, boolean isForward, ByteBuffer bytes) {}

  /**
   * Starts one.
   *
   * @param at where the sender sends to
   * @param receiver where it should arrive
   * @param loss share of the datagrams that do not
   * @param delayNs how long each takes
   * @param seed of the loss
   */
  LossyRelay(
      final InetSocketAddress at,
      final InetSocketAddress receiver,
      final double loss,
      final long delayNs,
      final long seed) {
    this.receiver = receiver;
    this.loss = loss;
    this.delayNs = delayNs;
    this.random = new Random(seed);
    try {
      front = open(at);
      back = open(null);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, "lossy relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static DatagramChannel open(final SocketAddress at) throws IOException {
    final DatagramChannel channel = DatagramChannel.open();
    channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
    channel.bind(at);
    channel.configureBlocking(false);
    return channel;
  }

  /** Datagrams that were lost. */
  long lost() {
    return lost;
  }

  private void run() {
    while (!stopped) {
      try {
        if (receive(front, true) + receive(back, false) + deliver() == 0) {
          LockSupport.parkNanos(NAP_NS);
        }
      } catch (final IOException unreachable) {
        // Nobody listens there now, which a datagram's sender is not told either.
        Thread.onSpinWait();
      }
    }
  }

  private int receive(final DatagramChannel from, final boolean isForward) throws IOException {
    buffer.clear();
    final SocketAddress who = from.receive(buffer);
    if (who == null) {
      return 0;
    }
    if (isForward) {
      sender = who;
    }
    if (random.nextDouble() < loss) {
      lost++;
      return 1;
    }
    final ByteBuffer copy = ByteBuffer.allocate(buffer.flip().remaining());
    underWay.add(
        new Datagram(System.nanoTime() + delayNs, isForward, copy.put(buffer).flip()));
    return 1;
  }

  private int deliver() throws IOException {
    int count = 0;
    while (!underWay.isEmpty() && System.nanoTime() - underWay.peek().dueNs() >= 0) {
      final Datagram next = underWay.poll();
      count++;
      if (next.isForward()) {
        back.send(next.bytes(), receiver);
      } else if (sender != null) {
        front.send(next.bytes(), sender);
      }
    }
    return count;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
      front.close();
      back.close();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
