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
 *  .NAME.server                      of a server: whose lock says that it runs
 *  .NAME.door                        of a server: the socket where clients knock
 * </pre>
 *
 * <p>Each client of a server has a channel {@code NAME.LIFE-NUMBER}, where LIFE is drawn anew by each
 * start of the server, so that nobody takes a channel of an earlier life for one of this.
 */
final class ChannelFiles {
  /** The directory's own lock, of no channel. */
  static final String DIRECTORY_LOCK = ".lock";

  private static final String COUNTERS = ".counters";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final Pattern DRAFT =
      Pattern.compile("\\.\\.?[A-Za-z0-9_][A-Za-z0-9._-]*\\d\\.new");
  private static final Pattern BESIDE =
      Pattern.compile("\\.(.+)\\.(?:(?:initiator|follower)(?:\\.counters)?|bell|server|door)");
  private static final Pattern OF_SERVER = Pattern.compile("\\.(.+)\\.server");
  private static final Pattern CLIENT = Pattern.compile("(.+)\\.[0-9a-z]{1,8}-\\d{1,9}");
  private static final int MAX_SERVER_LENGTH = 64 - ".12345678-123456789".length();

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

  /** Whether a server can be called so: the names of its clients' channels are longer. */
  static boolean isServer(final String name) {
    return isChannel(name) && name.length() <= MAX_SERVER_LENGTH;
  }

  static String server(final String name) {
    return "." + name + ".server";
  }

  static String door(final String server) {
    return "." + server + ".door";
  }

  static boolean isDoor(final String file) {
    return file.endsWith(".door");
  }

  /** The server that a file of this name is the lock of, or null. */
  static String serverOf(final String file) {
    final Matcher of = OF_SERVER.matcher(file);
    return of.matches() && isServer(of.group(1)) ? of.group(1) : null;
  }

  static String client(final String server, final String life, final long number) {
    return server + "." + life + "-" + number;
  }

  /** The server that a channel of this name is a client of, if there is such a server; or null. */
  static String serverOfClient(final String channel) {
    final Matcher client = CLIENT.matcher(channel);
    return client.matches() ? client.group(1) : null;
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
