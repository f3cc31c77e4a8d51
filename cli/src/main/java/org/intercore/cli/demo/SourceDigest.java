package org.intercore.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.file.FileFailure;
import org.intercore.cli.file.Sha256;

/**
 * Digests the file itself, in a pass of its own that shared memory has no part in: what the peer's
 * digest is held against. A slice at a time, so that the caller's loop goes on.
 */
final class SourceDigest {
  private final ByteBuffer slice = ByteBuffer.allocate(64 * 1024);
  private final MessageDigest digest = Sha256.start();
  private final FileChannel source;
  private final long length;
  private long done;

  SourceDigest(final FileChannel source, final long length) {
    this.source = source;
    this.length = length;
  }

  /** Digests a slice; returns how many were digested. */
  int doWork() {
    if (isDone()) {
      return 0;
    }
    try {
      slice.clear().limit((int) Math.min(slice.capacity(), length - done));
      if (source.read(slice, done) <= 0) {
        throw new FileFailure("it became shorter while it was sent");
      }
    } catch (final IOException e) {
      throw new FileFailure("it cannot be read: " + Reasons.of(e), e);
    }
    done += slice.position();
    digest.update(slice.flip());
    return 1;
  }

  boolean isDone() {
    return done == length;
  }

  /** The digest of everything; asked once. */
  byte[] digest() {
    return digest.digest();
  }
}
