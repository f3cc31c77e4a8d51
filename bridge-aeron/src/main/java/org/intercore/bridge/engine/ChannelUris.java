package org.intercore.bridge.engine;

import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What can be told from Aeron's channel URIs. */
public final class ChannelUris {
  private static final String GREETINGS_TERM_LENGTH = "1m";

  private ChannelUris() {}

  /**
   * Refuses what is no channel.
   *
   * @param uri as the user wrote it
   * @throws IllegalArgumentException with a sentence
   */
  public static void check(final String uri) {
    parse(uri);
  }

  private static ChannelUri parse(final String uri) {
    try {
      return ChannelUri.parse(uri);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + uri + "\" is not a channel of Aeron's, such as aeron:udp?endpoint=host:40123: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Where to listen for somebody who listens at a channel: the same port at all addresses of this host.
   *
   * @param uri where the other side listens
   * @return a channel; the same one if it is a multicast address or no UDP
   * @throws IllegalArgumentException if that cannot be told
   */
  public static String listenFor(final String uri) {
    final ChannelUri channel = parse(uri);
    final String endpoint = channel.get(CommonContext.ENDPOINT_PARAM_NAME);
    if (!CommonContext.UDP_MEDIA.equals(channel.media())) {
      return uri;
    }
    final int colon = endpoint == null ? -1 : endpoint.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("where to listen must be said, for \"" + uri
          + "\" has no endpoint=host:port that would tell");
    }
    final String host = endpoint.substring(0, colon);
    if (isMulticast(host)) {
      return uri;
    }
    final String any = host.startsWith("[") ? "[::]" : "0.0.0.0";
    return "aeron:udp?endpoint=" + any + endpoint.substring(colon);
  }

  private static boolean isMulticast(final String host) {
    try {
      return InetAddress.getByName(host).isMulticastAddress();
    } catch (final UnknownHostException notYetKnown) {
      // Aeron resolves it again and again; an address of a group is written in numbers.
      return false;
    }
  }

  /**
   * The channel for greetings, which need no long terms.
   *
   * @param uri the channel for messages
   * @return the same channel with terms of their own
   */
  public static String forGreetings(final String uri) {
    final ChannelUri channel = parse(uri);
    channel.put(CommonContext.TERM_LENGTH_PARAM_NAME, GREETINGS_TERM_LENGTH);
    return channel.toString();
  }
}
