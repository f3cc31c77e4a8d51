package org.intercore.icbmsg.rendezvous;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.intercore.icbmsg.endpoint.Role;

/**
 * What the files of a channel are called: the file itself as the channel, and beside it, hidden,
 *
 * <pre>
 *  .NAME.initiator  .NAME.follower   whose locks are the roles
 *  .NAME.bell                        the socket
 *  .NAME.initiator.counters  .NAME.follower.counters   what a side counts
 *  .NAMEdigits.new                   a file that is being made
 * </pre>
 */
final class ChannelFiles {
  /** The directory's own lock, of no channel. */
  static final String DIRECTORY_LOCK = ".lock";

  private static final String COUNTERS = ".counters";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final Pattern DRAFT =
      Pattern.compile("\\.\\.?[A-Za-z0-9_][A-Za-z0-9._-]*\\d\\.new");
  private static final Pattern BESIDE =
      Pattern.compile("\\.(.+)\\.(?:(?:initiator|follower)(?:\\.counters)?|bell)");

  private ChannelFiles() {}

  static boolean isChannel(final String name) {
    return NAME.matcher(name).matches();
  }

  static String role(final String channel, final Role role) {
    return "." + channel + "." + role.name().toLowerCase(Locale.ROOT);
  }

  static String counters(final String channel, final Role role) {
    return role(channel, role) + COUNTERS;
  }

  static boolean isCounters(final String file) {
    return file.endsWith(COUNTERS);
  }

  static String bell(final String channel) {
    return "." + channel + ".bell";
  }

  static boolean isDraft(final String file) {
    return DRAFT.matcher(file).matches();
  }

  /** The channel that a file of this name belongs to, or null. */
  static String channelOf(final String file) {
    final Matcher beside = BESIDE.matcher(file);
    final String channel = beside.matches() ? beside.group(1) : file;
    return isChannel(channel) ? channel : null;
  }
}
