package org.intercore.jmh.wakeup;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.status.UnboundReason;

/**
 * The process that sleeps: one thread at a bare socket, one in a runner. Each message is the moment in
 * which it was sent; what passed since is printed in the end, line by line. Its argument is a directory.
 */
final class SleepingReceiver {
  static final String BARE = "bare";
  static final String OURS = "ours";
  static final String CHANNEL = "wakeup";
  static final String ENDPOINT = "moments";
  static final String SOCKET = "socket";

  private SleepingReceiver() {}

  public static void main(final String[] arguments) throws IOException, InterruptedException {
    final Path directory = Path.of(arguments[0]);
    final Moments ours = new Moments();
    final LongArrayList bare = new LongArrayList();
    final IcbmsgConfig config =
        IcbmsgConfig.named(CHANNEL).directory(directory.resolve("channels"));
    try (IcbmsgRunner runner =
        IcbmsgRunner.start(Icbmsg.open(config), Throwable::printStackTrace)) {
      runner.instance().register(ENDPOINT, ours);
      readUntilTheEnd(directory.resolve(SOCKET), bare);
      ours.unbound.await();
    }
    bare.forEachLong(ns -> System.out.println(BARE + " " + ns));
    ours.ns.forEachLong(ns -> System.out.println(OURS + " " + ns));
  }

  /** Nothing but a selector and a socket, as the library's bell has them. */
  private static void readUntilTheEnd(final Path path, final LongArrayList ns) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      listener.bind(UnixDomainSocketAddress.of(path));
      System.out.println("ready");
      try (SocketChannel from = listener.accept()) {
        from.configureBlocking(false);
        from.register(selector, SelectionKey.OP_READ);
        final ByteBuffer moment =
            ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final boolean[] ended = {false};
        while (!ended[0]) {
          selector.select(key -> {
            try {
              ended[0] = from.read(moment) < 0;
            } catch (final IOException gone) {
              ended[0] = true;
            }
          });
          if (!moment.hasRemaining()) {
            ns.addLong(System.nanoTime() - moment.getLong(0));
            moment.clear();
          }
        }
      }
    }
  }

  /** What a handler sees of it. */
  private static final class Moments implements EndpointHandler {
    private final LongArrayList ns = new LongArrayList();
    private final CountDownLatch unbound = new CountDownLatch(1);

    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      ns.addLong(System.nanoTime() - buffer.getLong(offset));
    }

    @Override
    public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
      unbound.countDown();
    }
  }
}
