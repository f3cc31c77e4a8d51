package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icbmsg.slot.SlotRingView;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.ring.PacketRingLayout;

/** Reads a channel's file without believing it: all but the blocks, and by copies only. */
final class ChannelFileReader {
  private final FileChannel channel;
  private final ChannelHeader header;

  private ChannelFileReader(final FileChannel channel, final ChannelHeader header) {
    this.channel = channel;
    this.header = header;
  }

  /**
   * Reads a regular file.
   *
   * @throws IOException with a sentence, if it is not a whole channel's file of this version
   */
  static ChannelFileView read(final Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      final ChannelHeader header = ChannelHeader.read(copy(channel, 0, ChannelHeader.LENGTH));
      final ChannelFileReader reader = new ChannelFileReader(channel, header);
      return new ChannelFileView(
          file,
          channel.size(),
          header.format(),
          header.unbound(),
          header.alignment(),
          header.wordSize(),
          reader.rings());
    } catch (final IllegalArgumentException | ArithmeticException impossible) {
      throw new IOException("its header cannot be true: " + impossible.getMessage(), impossible);
    }
  }

  private static ByteBuffer copy(final FileChannel from, final long offset, final int length)
      throws IOException {
    if (from.size() < offset + length) {
      throw new IOException(
          "it has only " + from.size() + " bytes, and " + (offset + length) + " are needed");
    }
    final ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (from.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("it was cut while it was read");
      }
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<RingView> rings() throws IOException {
    final BlockGeometry initiators = geometry(Role.INITIATOR);
    final BlockGeometry followers = geometry(Role.FOLLOWER);
    if (channel.size() < header.fileSize()) {
      throw new IOException("it has only " + channel.size() + " bytes, and " + header.fileSize()
          + " are needed: a process that touches the rest of it is ended by the system");
    }
    final ByteBuffer byInitiator = copyOf(Role.INITIATOR, initiators);
    final ByteBuffer byFollower = copyOf(Role.FOLLOWER, followers);
    return List.of(
        ring(Role.INITIATOR, initiators, byInitiator, byFollower),
        ring(Role.FOLLOWER, followers, byFollower, byInitiator));
  }

  private BlockGeometry geometry(final Role writer) {
    final boolean initiator = writer == Role.INITIATOR;
    final int local = initiator ? header.initiatorBlocks() : header.followerBlocks();
    final int remote = initiator ? header.followerBlocks() : header.initiatorBlocks();
    final long size = initiator ? header.initiatorRegionSize() : header.followerRegionSize();
    if (header.format() == LinkFormat.NATIVE) {
      return SlotGeometry.of(size, local, remote);
    }
    return RegionGeometry.of(RegionGeometry.spec()
        .regionSize(size)
        .localBlocks(local)
        .remoteBlocks(remote)
        .alignment(header.alignment())
        .wordSize(header.wordSize())
        .handshake(header.unbound() != UnboundMode.DISABLE));
  }

  private long offset(final Role writer) {
    return writer == Role.INITIATOR
        ? header.initiatorRegionOffset()
        : header.followerRegionOffset();
  }

  private ByteBuffer copyOf(final Role writer, final BlockGeometry geometry) throws IOException {
    // Of a packet ring its header says it all; a slot says itself whether it was written.
    final int length = geometry instanceof RegionGeometry ring
        ? ring.ring().dataOffset()
        : geometry.blocksOffset();
    return copy(channel, offset(writer), length);
  }

  private RingView ring(
      final Role writer,
      final BlockGeometry geometry,
      final ByteBuffer written,
      final ByteBuffer others) {
    if (geometry instanceof SlotGeometry slots) {
      final SlotRingView seen = SlotRingView.of(written, others, slots);
      return new RingView(
          writer,
          offset(writer),
          geometry,
          seen.written(),
          seen.read(),
          seen.read() < 0 ? Optional.empty() : Optional.of(seen.unread()),
          Optional.of(seen.sessionWord()));
    }
    final PacketRingLayout layout = ((RegionGeometry) geometry).ring();
    final int writeIndex = written.getInt(layout.writeIndexOffset());
    final int readIndex = written.getInt(PacketRingLayout.READ_INDEX_OFFSET);
    final boolean possible = layout.isValid(writeIndex) && layout.isValid(readIndex);
    return new RingView(
        writer,
        offset(writer),
        geometry,
        writeIndex,
        readIndex,
        possible ? Optional.of(layout.occupied(writeIndex, readIndex)) : Optional.empty(),
        // Whoever reads a ring writes its handshake word, so the writer's stands in the other ring.
        layout.hasHandshake()
            ? Optional.of(others.getInt(PacketRingLayout.HANDSHAKE_OFFSET))
            : Optional.empty());
  }
}
