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
  /** Some microseconds of reading, so that small messages do not wait for a whole large one. */
  private static final int SLICE = 16 * 1024;

  private final TxBlock block = new TxBlock();
  private final ZeroCopyEndpoint endpoint;
  private final ReadableByteChannel source;
  private final int messageLength;
  private final long length;
  private int wanted;
  private int filled;
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

  /**
   * Reads one slice into the message at hand and sends the message when it is full; claims the next
   * one if there are blocks for it right now. Returns how many slices were read.
   */
  public int doWork() {
    if (isDone() || cutOff || !hasBlock()) {
      return 0;
    }
    filled += fill(Math.min(SLICE, wanted - filled));
    if (filled == wanted) {
      send();
    }
    return 1;
  }

  private boolean hasBlock() {
    if (!block.isClaimed()) {
      wanted = (int) Math.min(messageLength, length - sent);
      filled = 0;
      endpoint.claim(block, wanted, Timeout.NO_WAIT);
    }
    return block.isClaimed();
  }

  private int fill(final int count) {
    final int read;
    try {
      read = block.readFrom(source, filled, count);
    } catch (final IOException e) {
      block.drop();
      throw new FileFailure("it cannot be read: " + Reasons.of(e), e);
    }
    if (read <= 0) {
      block.drop();
      throw new FileFailure("it became shorter while it was sent: " + (sent + filled)
          + " bytes were there of " + length);
    }
    return read;
  }

  private void send() {
    if (block.send(filled) < 0) {
      // The other side has gone, and these bytes with it; the loop's guards say so.
      cutOff = true;
      return;
    }
    sent += filled;
    messages++;
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
