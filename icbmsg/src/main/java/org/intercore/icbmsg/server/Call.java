package org.intercore.icbmsg.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.intercore.icbmsg.rendezvous.Access;
import org.intercore.icbmsg.rendezvous.Door;

/**
 * A client's knock: greets, and hears the answer. The connection stays open until the client sits in its
 * channel, so that the server knows that it is alive. One thread; nothing blocks.
 */
public final class Call implements AutoCloseable {
  private final SocketChannel channel;
  private final String server;
  private final ByteBuffer heard = ByteBuffer.allocate(Answer.MAX_LENGTH);

  private Call(final SocketChannel channel, final String server) {
    this.channel = channel;
    this.server = server;
  }

  /**
   * Knocks and greets.
   *
   * @param directory where the server's channels are
   * @param access who may be the server
   * @param server its name
   * @param greeting what to say
   * @return the call; null if no such server is there now
   * @throws IllegalArgumentException if a server cannot have that name
   * @throws java.io.UncheckedIOException with a sentence, if the directory cannot be used
   */
  public static Call begin(
      final Path directory, final Access access, final String server, final Greeting greeting) {
    final ByteBuffer bytes = greeting.toBytes();
    final SocketChannel channel = Door.knock(directory, access, server);
    if (channel == null) {
      return null;
    }
    try {
      channel.write(bytes);
      if (!bytes.hasRemaining()) {
        return new Call(channel, server);
      }
    } catch (final IOException gone) {
      // As if it had never been there.
    }
    CloseHelper.quietClose(channel);
    return null;
  }

  /**
   * What the server has said.
   *
   * @return the answer; null if it has not come yet
   * @throws IOException with a sentence, if none will come, or it makes no sense
   */
  public Answer answer() throws IOException {
    final int count = hear();
    final Answer answer = Answer.read(heard.duplicate().flip());
    if (answer == null && count < 0) {
      throw new IOException("the server \"" + server + "\" has gone without an answer");
    }
    if (answer != null && !answer.isRefusal() && !Door.isChannelOf(answer.text(), server)) {
      throw new IOException("the server \"" + server + "\" names a channel that is not one of its"
          + " clients': \"" + answer.text() + "\"");
    }
    return answer;
  }

  /**
   * Whether the server has said anything, so that it would say the same again.
   *
   * @return false if it has gone in silence
   */
  public boolean isHeard() {
    return heard.position() > 0;
  }

  private int hear() {
    try {
      return channel.read(heard);
    } catch (final IOException reset) {
      return -1;
    }
  }

  @Override
  public void close() {
    CloseHelper.quietClose(channel);
  }
}
