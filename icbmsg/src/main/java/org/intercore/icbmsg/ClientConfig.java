package org.intercore.icbmsg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.server.ReconnectPolicy;

/**
 * How a client is set up. How many blocks it has, and how large they are, is the server's decision.
 * Changing a configuration after a client has connected with it does not change the client.
 */
public final class ClientConfig {
  private final Map<String, EndpointHandler> endpoints = new LinkedHashMap<>();
  private Path directory = ChannelDirectory.defaultPath();
  private int[] peerUsers = {};
  private String label = "";
  private Duration timeout = Duration.ofSeconds(5);
  private Duration linger = Duration.ofSeconds(1);
  private ReconnectPolicy reconnect = ReconnectPolicy.never();
  private ClientHandler handler = new ClientHandler() {};
  private ErrorHandler errorHandler = LangUtil::rethrowUnchecked;

  /** The defaults: 5 s to connect, and a connection that is lost is lost. */
  public ClientConfig() {
    // As the fields say.
  }

  private ClientConfig(final ClientConfig from) {
    endpoints.putAll(from.endpoints);
    directory = from.directory;
    peerUsers = from.peerUsers;
    label = from.label;
    timeout = from.timeout;
    linger = from.linger;
    reconnect = from.reconnect;
    handler = from.handler;
    errorHandler = from.errorHandler;
  }

  /**
   * An endpoint that each connection has from its beginning; {@link IcbmsgClient#endpoint} finds it.
   *
   * @param name what the server calls it too
   * @param with told what happens, over all connections
   * @return this
   */
  public ClientConfig endpoint(final String name, final EndpointHandler with) {
    endpoints.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(with, "with"));
    return this;
  }

  /**
   * Who is told of connections that come and go; default nobody.
   *
   * @param who told on the thread that does the client's work
   * @return this
   */
  public ClientConfig handler(final ClientHandler who) {
    this.handler = Objects.requireNonNull(who, "who");
    return this;
  }

  /**
   * As {@link IcbmsgConfig#directory}.
   *
   * @param path the server's directory
   * @return this
   */
  public ClientConfig directory(final Path path) {
    this.directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * As {@link IcbmsgConfig#peerUsers}: users whose process may be the server, besides this one's own.
   *
   * @param userIds numbers of the other users
   * @return this
   */
  public ClientConfig peerUsers(final int... userIds) {
    this.peerUsers = userIds.clone();
    return this;
  }

  /**
   * What the client calls itself, for people who look at the server.
   *
   * @param text at most 64 bytes
   * @return this
   */
  public ClientConfig label(final String text) {
    this.label = Objects.requireNonNull(text, "text");
    return this;
  }

  /**
   * How long an attempt to connect may take; for the first one, how long to wait for a server to be there
   * at all. Default 5 s.
   *
   * @param limit more than zero
   * @return this
   */
  public ClientConfig connectTimeout(final Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "the time to connect must be more than zero, but is " + limit);
    }
    this.timeout = limit;
    return this;
  }

  /**
   * Whether to look for the server again after it was lost; default never.
   *
   * @param policy when
   * @return this
   */
  public ClientConfig reconnect(final ReconnectPolicy policy) {
    this.reconnect = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * As {@link IcbmsgConfig#linger}.
   *
   * @param limit zero or more
   * @return this
   */
  public ClientConfig linger(final Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("the linger time cannot be " + limit);
    }
    this.linger = limit;
    return this;
  }

  /**
   * Who gets what endpoint handlers throw; by default it comes out of {@link IcbmsgClient#doWork()}.
   *
   * @param who called on the thread that does the client's work
   * @return this
   */
  public ClientConfig errorHandler(final ErrorHandler who) {
    this.errorHandler = Objects.requireNonNull(who, "who");
    return this;
  }

  ClientConfig copy() {
    return new ClientConfig(this);
  }

  /** What a connection's instance is opened with, but for its size. */
  IcbmsgConfig instance(final String channel) {
    return ServerConfig.native64(channel)
        .directory(directory)
        .peerUsers(peerUsers)
        .errorHandler(errorHandler)
        .linger(linger);
  }

  Map<String, EndpointHandler> endpoints() {
    return endpoints;
  }

  Path directory() {
    return directory;
  }

  String label() {
    return label;
  }

  Duration timeout() {
    return timeout;
  }

  ReconnectPolicy reconnect() {
    return reconnect;
  }

  ClientHandler handler() {
    return handler;
  }
}
