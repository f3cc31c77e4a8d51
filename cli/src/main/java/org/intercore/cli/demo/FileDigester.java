package org.intercore.cli.demo;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.intercore.cli.file.Sha256;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * Digests the file where it arrives, in shared memory. It holds the blocks and digests them slice
 * by slice, so that small messages behind a large one do not wait until it is digested.
 */
final class FileDigester implements BlockHandler {
  /** The endpoint's name on both sides. */
  static final String NAME = "file";

  /** Some microseconds of SHA-256. */
  private static final int SLICE = 8 * 1024;

  private final Queue<HeldBlock> waiting = new ArrayDeque<>();
  private final Queue<HeldBlock> spare = new ArrayDeque<>();
  private final MessageDigest digest = Sha256.start();
  private HeldBlock current;
  private ByteBuffer rest;
  private long bytes;
  private long messages;

  FileDigester(final Icbmsg link) {
    ZeroCopyEndpoint.register(link, NAME, this);
  }

  @Override
  public void onBlock(final RxBlock received) {
    final HeldBlock held = spare.isEmpty() ? new HeldBlock() : spare.remove();
    received.hold(held);
    waiting.add(held);
  }

  /** Digests one slice; returns how many were digested. */
  int doWork() {
    if (current == null) {
      if (waiting.isEmpty()) {
        return 0;
      }
      current = waiting.remove();
      rest = current.byteBuffer();
      messages++;
    }
    final int count = Math.min(SLICE, rest.remaining());
    digest.update(rest.slice(rest.position(), count));
    rest.position(rest.position() + count);
    bytes += count;
    if (!rest.hasRemaining()) {
      current.release();
      spare.add(current);
      current = null;
    }
    return 1;
  }

  /** Whether everything that has arrived is digested and its blocks are given back. */
  boolean isIdle() {
    return current == null && waiting.isEmpty();
  }

  /** The digest of everything; asked once. */
  byte[] digest() {
    return digest.digest();
  }

  long bytes() {
    return bytes;
  }

  long messages() {
    return messages;
  }
}
