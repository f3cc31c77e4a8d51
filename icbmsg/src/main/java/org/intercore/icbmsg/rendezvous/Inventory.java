package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.intercore.icbmsg.endpoint.Role;

/**
 * Looks through a directory of channels, under its lock. The directory may be one that the user
 * named by mistake, so a file counts as a channel's only if its name, its type and, where it has one,
 * its magic say so.
 */
final class Inventory {
  private final ChannelDirectory directory;
  private final Map<String, List<Found>> channels = new TreeMap<>();
  private final List<Path> drafts = new ArrayList<>();
  private final List<Path> strangers = new ArrayList<>();

  private record Found(Path file, BasicFileAttributes attributes) {}

  private Inventory(final ChannelDirectory directory) {
    this.directory = directory;
  }

  static DirectoryState of(final ChannelDirectory directory, final Path path) throws IOException {
    final Inventory inventory = new Inventory(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (final Path file : files) {
        inventory.sort(file);
      }
    }
    return inventory.state();
  }

  private void sort(final Path file) throws IOException {
    final String name = file.getFileName().toString();
    if (name.equals(ChannelFiles.DIRECTORY_LOCK)) {
      return;
    }
    final BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (final NoSuchFileException gone) {
      return;
    }
    final String channel = ChannelFiles.channelOf(name);
    if (channel != null && isOurs(file, name, channel, attributes)) {
      channels.computeIfAbsent(channel, none -> new ArrayList<>()).add(new Found(file, attributes));
    } else if (attributes.isRegularFile() && ChannelFiles.isDraft(name)) {
      drafts.add(file);
    } else {
      strangers.add(file);
    }
  }

  private static boolean isOurs(
      final Path file, final String name, final String channel, final BasicFileAttributes is)
      throws IOException {
    if (name.equals(ChannelFiles.bell(channel)) || ChannelFiles.isDoor(name)) {
      return is.isOther(); // A socket is neither a file nor a directory nor a link.
    }
    if (!is.isRegularFile()) {
      return false;
    }
    if (name.equals(channel)) {
      return ChannelHeader.isAtStartOf(file);
    }
    return !ChannelFiles.isCounters(name) || CountersFile.isOne(file);
  }

  private DirectoryState state() throws IOException {
    final List<ChannelState> found = new ArrayList<>();
    for (final Map.Entry<String, List<Found>> channel : channels.entrySet()) {
      found.add(state(channel.getKey(), channel.getValue()));
    }
    drafts.sort(null);
    strangers.sort(null);
    return new DirectoryState(List.copyOf(found), List.copyOf(drafts), List.copyOf(strangers));
  }

  private ChannelState state(final String channel, final List<Found> files) throws IOException {
    files.sort(Comparator.comparing(Found::file));
    final Instant youngest = files.stream()
        .map((found) -> found.attributes.lastModifiedTime().toInstant())
        .max(Comparator.naturalOrder())
        .orElseThrow();
    // A server has no other side, and is listed as a channel of which it has the first.
    final Optional<String> server = holder(ChannelFiles.server(channel));
    return new ChannelState(
        channel,
        holder(ChannelFiles.role(channel, Role.INITIATOR)).or(() -> server),
        holder(ChannelFiles.role(channel, Role.FOLLOWER)),
        files.stream().mapToLong((found) -> found.attributes.size()).sum(),
        youngest,
        files.stream().map(Found::file).toList());
  }

  private Optional<String> holder(final String lockFile) throws IOException {
    final Path lock = directory.resolve(lockFile);
    return RoleLock.isHeld(lock) ? Optional.of(RoleLock.holder(lock)) : Optional.empty();
  }
}
