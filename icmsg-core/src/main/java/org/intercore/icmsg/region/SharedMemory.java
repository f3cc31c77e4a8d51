package org.intercore.icmsg.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.intercore.icmsg.buffer.Buffers;

/**
 * A piece of memory that several threads or processes see: a mapped file, or direct memory within
 * one JVM. It starts at a page boundary.
 *
 * <p>Memory is never taken away from under a reader. Everybody who works on it holds a lease; a
 * mapping goes when it was closed <em>and</em> the last lease has ended. Memory of which a {@link
 * ByteBuffer} was handed out is left to the garbage collector, since nobody can tell how long such a
 * buffer is kept. Any thread may call any method.
 */
public final class SharedMemory implements AutoCloseable {
  /** What every shared memory is aligned to, in bytes. */
  public static final int PAGE_SIZE = 4096;

  private final ByteBuffer bytes;
  private final Path path;

  /** Null for direct memory, which belongs to the garbage collector. */
  private final Mapping mapping;

  private final AtomicInteger leases = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean leftToCollector;

  private SharedMemory(final ByteBuffer bytes, final Path path, final Mapping mapping) {
    this.bytes = bytes;
    this.path = path;
    this.mapping = mapping;
  }

  /**
   * Direct memory within this JVM, zeroed.
   *
   * @param size in bytes, 1 or more
   * @return the memory
   */
  public static SharedMemory allocate(final int size) {
    requireSize(size, "direct memory");
    return new SharedMemory(Buffers.allocateDirect(size, PAGE_SIZE), null, null);
  }

  /**
   * Maps a whole file that exists.
   *
   * @param path a regular file of 1 byte to 2 GiB - 1
   * @return the memory
   * @throws UncheckedIOException if the file cannot be opened or mapped
   */
  public static SharedMemory mapFile(final Path path) {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      final long size = channel.size();
      requireSize(size, path.toString());
      final Mapping mapping = Mapping.of(channel, size);
      return new SharedMemory(mapping.bytes(), path, mapping);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot map " + path + ": " + e, e);
    }
  }

  /**
   * Creates a zeroed file and maps it. The file appears whole or not at all, and its space is really
   * allocated: a full disk is an error here, not a SIGBUS later.
   *
   * @param path where; nothing may stand there yet
   * @param size in bytes, 1 to 2 GiB - 1
   * @return the memory
   * @throws UncheckedIOException if a file stands there or there is no space
   */
  public static SharedMemory createFile(final Path path, final long size) {
    requireSize(size, path.toString());
    FileCreation.create(path, size, (channel) -> {});
    return mapFile(path);
  }

  private static void requireSize(final long size, final String what) {
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the size of " + what + " must be 1 to " + Integer.MAX_VALUE + " bytes, but is " + size);
    }
  }

  /**
   * A part of this memory.
   *
   * @param offset where it starts, in bytes
   * @param length how long it is, in bytes, 1 or more
   * @return the region
   * @throws IllegalArgumentException if it does not lie within this memory
   */
  public SharedRegion region(final long offset, final long length) {
    if (offset < 0 || length < 1 || offset > size() - length) {
      throw new IllegalArgumentException(
          "a region of " + length + " bytes at offset " + offset + " does not lie within " + this);
    }
    return new SharedRegion(this, (int) offset, (int) length);
  }

  /**
   * The size of the whole.
   *
   * @return bytes
   */
  public long size() {
    return bytes.capacity();
  }

  /**
   * The file behind it.
   *
   * @return its path, or null for direct memory
   */
  public Path path() {
    return path;
  }

  /** Keeps the memory in place until {@link #release()}. */
  public void lease() {
    if (!tryLease()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /**
   * As {@link #lease()}, for who can do without.
   *
   * @return false if the memory is gone
   */
  public boolean tryLease() {
    int now = leases.get();
    while (now > 0 && !leases.compareAndSet(now, now + 1)) {
      now = leases.get();
    }
    return now > 0;
  }

  /** Ends one {@link #lease()}; the last one takes the mapping away if the memory was closed. */
  public void release() {
    if (leases.decrementAndGet() == 0 && !leftToCollector && mapping != null) {
      mapping.unmap();
    }
  }

  /** Gives the memory back as soon as nobody works on it any more. Never blocks; idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  /** The bytes for a region's view, which ends before the lease of the region's user does. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The bytes for somebody who may keep them as long as he likes. */
  ByteBuffer bytesToKeep() {
    lease(); // refuses memory that is gone; the last release of this one comes after the mark
    leftToCollector = true;
    release();
    return bytes;
  }

  @Override
  public String toString() {
    return (path == null ? "direct memory" : path.toString()) + " (" + size() + " bytes)";
  }
}
