package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.intercore.icbmsg.observe.CountersHeader;
import org.intercore.icbmsg.observe.CountersStore;
import org.intercore.icmsg.region.FileCreation;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;

/**
 * What a side counts, in a file beside the channel's. It is made anew by each open, so what a crash has
 * left can be read until then; and removed by a close.
 */
final class CountersFile implements CountersStore {
  private final Path path;
  private final SharedMemory memory;

  private CountersFile(final Path path, final SharedMemory memory) {
    this.path = path;
    this.memory = memory;
  }

  /**
   * In place of what stands there; under the directory's lock, by whoever has the role. Where there can
   * be no file, the counters stay within this process: nothing of theirs keeps a channel from opening.
   */
  static CountersStore create(final Path path, final Access access, final CountersHeader header)
      throws IOException {
    // First, since it may be the space that the new one needs, and nobody shall take it for ours.
    ChannelDirectory.remove(path);
    try {
      FileCreation.create(
          path, header.initialLength(), (channel) -> channel.write(header.toBytes()));
      access.grantIfOwn(path);
      return new CountersFile(path, SharedMemory.mapFile(path));
    } catch (final UncheckedIOException noPlaceForIt) {
      return CountersStore.ofThisProcess(header);
    }
  }

  /** Whether a regular file is one of counters, of any version. */
  static boolean isOne(final Path file) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      channel.read(bytes);
    }
    return CountersHeader.isAtStartOf(bytes.flip());
  }

  @Override
  public SharedMemory initial() {
    return memory;
  }

  @Override
  public SharedRegion grow(final int from, final int length) {
    try {
      append(from, length);
      return SharedMemory.mapFile(path).region(from, length);
    } catch (final IOException | RuntimeException noSpace) {
      // Then nobody else sees these counters; messages are not kept from flowing by that.
      return SharedMemory.allocate(length).region(0, length);
    }
  }

  /** Written through, so that the space is really there. */
  private void append(final int from, final int length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() != from) {
        throw new IOException(path + " has " + channel.size() + " bytes where " + from + " were");
      }
      final ByteBuffer zeros = ByteBuffer.allocate(length);
      while (zeros.hasRemaining()) {
        channel.write(zeros, from + zeros.position());
      }
    }
  }
}
