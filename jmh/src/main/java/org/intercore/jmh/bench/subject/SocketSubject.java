package org.intercore.jmh.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * A Unix domain socket, what processes use that share no memory. Direct buffers, one system call a
 * message sent, as many messages as have come with one system call received. Busy: both ends ask
 * without waiting; blocking: they sleep in the kernel.
 */
final class SocketSubject implements Subject {
  private static final int HEADER = Long.BYTES;
  private static final int BUFFER = 1 << 18;
  private static final int MAX_SIZE = 1 << 16;

  private final String name;
  private final boolean blocking;

  SocketSubject(final String name, final boolean blocking) {
    this.name = name;
    this.blocking = blocking;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.producers() == 1 && !setup.holding() && setup.maxSize() <= MAX_SIZE;
  }

  @Override
  public Port open(final Setup setup, final Side side) throws IOException {
    final UnixDomainSocketAddress address =
        UnixDomainSocketAddress.of(setup.directory().resolve("socket"));
    if (side == Side.PASSIVE) {
      return new Socket(null, SocketChannel.open(address));
    }
    final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(address);
    return new Socket(server, null);
  }

  private final class Socket implements Port, Sender, Receiver {
    private final ServerSocketChannel server;
    private final ByteBuffer outBytes = ByteBuffer.allocateDirect(BUFFER);
    private final UnsafeBuffer outView = new UnsafeBuffer(outBytes);
    private final ByteBuffer inBytes = ByteBuffer.allocateDirect(BUFFER);
    private final UnsafeBuffer inView = new UnsafeBuffer(inBytes);
    private SocketChannel channel;

    Socket(final ServerSocketChannel server, final SocketChannel channel) {
      this.server = server;
      this.channel = channel;
    }

    @Override
    public void connect() throws IOException {
      if (server != null) {
        channel = server.accept();
      }
      channel.configureBlocking(blocking);
    }

    @Override
    public Sender sender() {
      return this;
    }

    @Override
    public Receiver receiver() {
      return this;
    }

    @Override
    public boolean trySend(final Payload payload, final long value) {
      outView.putLong(0, payload.size());
      payload.write(outView, HEADER, value);
      outBytes.clear().limit(HEADER + payload.size());
      try {
        if (channel.write(outBytes) == 0) {
          return false;
        }
        // What was begun has to be ended.
        while (outBytes.hasRemaining()) {
          channel.write(outBytes);
        }
        return true;
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int poll(final Sink sink) {
      try {
        if (channel.read(inBytes) < 0) {
          throw new IllegalStateException("the peer has gone");
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
      final int end = inBytes.position();
      int start = 0;
      int count = 0;
      while (end - start >= HEADER && end - start - HEADER >= inView.getLong(start)) {
        final int length = (int) inView.getLong(start);
        sink.onMessage(inView, start + HEADER, length);
        start += HEADER + length;
        count++;
      }
      inBytes.flip().position(start);
      inBytes.compact();
      return count;
    }

    @Override
    public void close() {
      CloseHelper.closeAll(channel, server);
    }
  }
}
