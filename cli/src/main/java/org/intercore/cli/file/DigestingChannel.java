package org.intercore.cli.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;

/** Digests what is read, where it was read to: no second pass over the file, no copy. */
public final class DigestingChannel implements ReadableByteChannel {
  private final ReadableByteChannel source;
  private final MessageDigest digest;

  public DigestingChannel(final ReadableByteChannel source, final MessageDigest digest) {
    this.source = source;
    this.digest = digest;
  }

  @Override
  public int read(final ByteBuffer destination) throws IOException {
    final ByteBuffer read = destination.duplicate();
    final int count = source.read(destination);
    if (count > 0) {
      digest.update(read.limit(destination.position()));
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return source.isOpen();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
