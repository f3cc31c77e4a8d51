package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.observe.SnapshotReader;
import org.intercore.icbmsg.observe.UnreadableCountersException;

/**
 * Looks at channels from outside: reads, and changes nothing. It takes no lock that anybody waits for, so
 * it never hangs and nobody hangs for it; and it maps nothing, so a file that is cut while it looks is a
 * sentence and not the end of the JVM.
 */
public final class ChannelWatch {
  /** No file of counters is larger. */
  private static final int MOST_BYTES = 1 << 20;

  private final Path directory;

  /**
   * A look at a directory of channels.
   *
   * @param directory where
   */
  public ChannelWatch(final Path directory) {
    this.directory = directory;
  }

  /**
   * All channels of the directory.
   *
   * @return as they are now, by name; nothing if there is no such directory
   * @throws UncheckedIOException with a sentence, if the directory cannot be read
   */
  public List<ChannelView> all() {
    final Set<String> names = new TreeSet<>();
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (final Path file : files) {
          final String name = file.getFileName().toString();
          final String channel = ChannelFiles.channelOf(name);
          if (channel != null
              && ChannelFiles.serverOf(name) == null
              && isChannels(file, name.equals(channel))) {
            names.add(channel);
          }
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(Reasons.of(e), e);
      }
    }
    return names.stream().map(this::one).toList();
  }

  /**
   * All servers of the directory.
   *
   * @return those that run, and those that died and left something, by name
   * @throws UncheckedIOException with a sentence, if the directory cannot be read
   */
  public List<ServerView> servers() {
    final Map<String, List<ChannelView>> clients = new TreeMap<>();
    for (final ChannelView channel : all()) {
      final String server = ChannelFiles.serverOfClient(channel.name());
      if (server != null) {
        clients.computeIfAbsent(server, none -> new ArrayList<>()).add(channel);
      }
    }
    final List<ServerView> found = new ArrayList<>();
    for (final String name : serverNames()) {
      found.add(new ServerView(name, holderOf(name), clients.getOrDefault(name, List.of())));
    }
    return found;
  }

  /**
   * Whether a server runs.
   *
   * @param server its name
   * @return true if a process has that name
   * @throws UncheckedIOException with a sentence, if that cannot be told
   */
  public boolean isServer(final String server) {
    return ChannelFiles.isServer(server) && holderOf(server).isPresent();
  }

  private Set<String> serverNames() {
    final Set<String> names = new TreeSet<>();
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (final Path file : files) {
          final String server = ChannelFiles.serverOf(file.getFileName().toString());
          if (server != null && isChannels(file, false)) {
            names.add(server);
          }
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(Reasons.of(e), e);
      }
    }
    return names;
  }

  private Optional<String> holderOf(final String server) {
    try {
      return holder(directory.resolve(ChannelFiles.server(server)));
    } catch (final IOException e) {
      throw new UncheckedIOException(Reasons.of(e), e);
    }
  }

  private static boolean isChannels(final Path file, final boolean isMain) {
    try {
      return isRegular(file) && (!isMain || ChannelHeader.isAtStartOf(file));
    } catch (final IOException goneOrNotOurs) {
      return false;
    }
  }

  private static boolean isRegular(final Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile();
  }

  /**
   * One channel.
   *
   * @param channel its name
   * @return as it is now; if there is no such channel, nobody is on either side
   * @throws IllegalArgumentException if a channel cannot have that name
   */
  public ChannelView one(final String channel) {
    if (!ChannelFiles.isChannel(channel)) {
      throw new IllegalArgumentException("a channel's name is 1 to 64 letters, digits, dots, dashes"
          + " and underscores, but is \"" + channel + "\"");
    }
    return new ChannelView(channel, side(channel, Role.INITIATOR), side(channel, Role.FOLLOWER));
  }

  /**
   * A channel's file.
   *
   * @param channel its name
   * @return what stands in it; empty if there is no such file
   * @throws UncheckedIOException with a sentence about it, if it cannot be read
   */
  public Optional<ChannelFileView> file(final String channel) {
    final Path file = directory.resolve(channel);
    try {
      requireRegular(file);
      return Optional.of(ChannelFileReader.read(file));
    } catch (final NoSuchFileException none) {
      return Optional.empty();
    } catch (final IOException e) {
      throw new UncheckedIOException(Reasons.of(e), e);
    }
  }

  /** To open a pipe would wait for its other end. */
  private static void requireRegular(final Path file) throws IOException {
    if (!isRegular(file)) {
      throw new IOException("it is not a regular file");
    }
  }

  private SideView side(final String channel, final Role role) {
    Optional<String> holder = Optional.empty();
    try {
      holder = holder(directory.resolve(ChannelFiles.role(channel, role)));
      final ByteBuffer bytes = read(directory.resolve(ChannelFiles.counters(channel, role)));
      return new SideView(role, holder, bytes == null ? null : SnapshotReader.read(bytes), null);
    } catch (final IOException e) {
      return new SideView(role, holder, null, Reasons.of(e));
    } catch (final UnreadableCountersException e) {
      return new SideView(role, holder, null, e.getMessage());
    }
  }

  private static Optional<String> holder(final Path lock) throws IOException {
    return RoleLock.isHeld(lock) ? Optional.of(RoleLock.holder(lock)) : Optional.empty();
  }

  /** What a file holds from its start; null if there is none. */
  private static ByteBuffer read(final Path file) throws IOException {
    try {
      requireRegular(file);
      try (FileChannel channel =
          FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
          Thread.onSpinWait();
        }
        return bytes.flip();
      }
    } catch (final NoSuchFileException none) {
      return null;
    }
  }
}
