package org.intercore.cli.file;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.intercore.cli.console.Reasons;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * Sends a known number of bytes of a file, message by message: the file's bytes go straight into
 * the block that the other side reads. One step at a time, so that the caller's loop goes on.
 */
public final class FileStreamer {
  private final TxBlock block = new TxBlock();
  private final ZeroCopyEndpoint endpoint;
  private final ReadableByteChannel source;
  private final int messageLength;
  private final long length;
  private long sent;
  private long messages;
  private boolean cutOff;

  /**
   * Starts at the source's position.
   *
   * @param endpoint where to
   * @param source where from
   * @param length how many bytes
   * @param messageLength payload of each message but the last
   */
  public FileStreamer(
      final ZeroCopyEndpoint endpoint,
      final ReadableByteChannel source,
      final long length,
      final int messageLength) {
    this.endpoint = endpoint;
    this.source = source;
    this.length = length;
    this.messageLength = messageLength;
  }

  /** Sends one message if there are blocks for it right now; returns how many were sent. */
  public int doWork() {
    if (isDone() || cutOff) {
      return 0;
    }
    final int wanted = (int) Math.min(messageLength, length - sent);
    if (endpoint.claim(block, wanted, Timeout.NO_WAIT) < 0) {
      return 0;
    }
    final int read = fill(wanted);
    if (read <= 0) {
      block.drop();
      throw new FileFailure(
          "it became shorter while it was sent: " + sent + " bytes were there of " + length);
    }
    if (block.send(read) < 0) {
      // The other side has gone, and these bytes with it; the loop's guards say so.
      cutOff = true;
      return 0;
    }
    sent += read;
    messages++;
    return 1;
  }

  private int fill(final int wanted) {
    try {
      return block.readFrom(source, 0, wanted);
    } catch (final IOException e) {
      block.drop();
      throw new FileFailure("it cannot be read: " + Reasons.of(e), e);
    }
  }

  /** Whether everything was sent. */
  public boolean isDone() {
    return sent == length;
  }

  /** Bytes sent so far. */
  public long sent() {
    return sent;
  }

  /** Messages sent so far. */
  public long messages() {
    return messages;
  }
}
