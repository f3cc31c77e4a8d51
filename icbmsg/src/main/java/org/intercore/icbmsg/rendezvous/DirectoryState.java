package org.intercore.icbmsg.rendezvous;

import java.nio.file.Path;
import java.util.List;

/**
 * What stands in a directory of channels.
 *
 * @param channels by name
 * @param drafts files that somebody died over while he made them
 * @param strangers what this library has not made, or nobody can tell: symbolic links, directories,
 *     files without a channel's magic. They are left alone
 */
public record DirectoryState(List<ChannelState> channels, List<Path> drafts, List<Path> strangers) {
  static final DirectoryState EMPTY = new DirectoryState(List.of(), List.of(), List.of());

  /**
   * The part of it that is one channel's.
   *
   * @param channel its name
   * @return at most one channel, and nothing else
   */
  public DirectoryState only(final String channel) {
    final List<ChannelState> meant =
        channels.stream().filter((one) -> one.name().equals(channel)).toList();
    return new DirectoryState(meant, List.of(), List.of());
  }
}
