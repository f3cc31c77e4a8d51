package org.intercore.bridge;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;
import org.intercore.bridge.engine.ChannelUris;
import org.intercore.bridge.wire.Greeting;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icmsg.fault.FaultHandler;

/** How a bridge is set up. Both bridges have to name the same endpoints and the same stream. */
public final class BridgeConfig {
  /** As much of a name as counters hold for certain. */
  private static final int MAX_NAME_LENGTH = 64;

  private static final int DEFAULT_STREAM = 1001;
  private static final Duration DEFAULT_LIVENESS = Duration.ofSeconds(5);
  private static final Duration DEFAULT_LINGER = Duration.ofSeconds(5);

  private final String channel;
  private Path directory = ChannelDirectory.defaultPath();
  private UnaryOperator<IcbmsgConfig> instance = UnaryOperator.identity();
  private List<String> endpoints = List.of();
  private String sendTo;
  private String listenAt;
  private int stream = DEFAULT_STREAM;
  private Path mediaDriver;
  private Duration liveness = DEFAULT_LIVENESS;
  private Duration linger = DEFAULT_LINGER;
  private BridgeListener listener = new BridgeListener() {};
  private FaultHandler faultHandler = FaultHandler.ignore();
  private ErrorHandler errorHandler = LangUtil::rethrowUnchecked;

  private BridgeConfig(final String channel) {
    this.channel = channel;
  }

  /**
   * A bridge for an instance of this host.
   *
   * @param channel the instance's name, of which the bridge takes the side that the program does not
   * @return the configuration
   */
  public static BridgeConfig named(final String channel) {
    return new BridgeConfig(Objects.requireNonNull(channel, "channel"));
  }

  /**
   * Where the instance's file is; default {@link ChannelDirectory#defaultPath()}.
   *
   * @param path the directory
   * @return this
   */
  public BridgeConfig directory(final Path path) {
    this.directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * What else the near program and the bridge have to agree on: number and size of blocks, the link
   * format. Doorbell, confinement and linger time are the bridge's own.
   *
   * @param settings sets it
   * @return this
   */
  public BridgeConfig instance(final UnaryOperator<IcbmsgConfig> settings) {
    this.instance = Objects.requireNonNull(settings, "settings");
    return this;
  }

  /**
   * The endpoints to join, in any order; the other bridge has to name the same ones.
   *
   * @param names 1 to 254 names of 1 to 64 bytes each
   * @return this
   */
  public BridgeConfig endpoints(final String... names) {
    this.endpoints = List.copyOf(new TreeSet<>(Arrays.asList(names)));
    return this;
  }

  /**
   * Where the other bridge listens.
   *
   * @param uri a channel of Aeron's; its terms have to be eight times as long as the longest message
   * @return this
   */
  public BridgeConfig sendTo(final String uri) {
    ChannelUris.check(uri);
    this.sendTo = uri;
    return this;
  }

  /**
   * Where this bridge listens; by default at the same port as the other one, at all addresses.
   *
   * @param uri a channel of Aeron's
   * @return this
   */
  public BridgeConfig listenAt(final String uri) {
    ChannelUris.check(uri);
    this.listenAt = uri;
    return this;
  }

  /**
   * The first of the streams, for greetings; the endpoints have the ones that follow, in the order of
   * their names.
   *
   * @param id the same on both sides; default 1001
   * @return this
   */
  public BridgeConfig stream(final int id) {
    this.stream = id;
    return this;
  }

  /**
   * Uses a media driver that runs already; by default there is one in this process.
   *
   * @param path the driver's directory
   * @return this
   */
  public BridgeConfig mediaDriver(final Path path) {
    this.mediaDriver = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * How long the other bridge may be silent before it counts as gone; default 5 s.
   *
   * @param limit more than zero; greetings come ten times a second
   * @return this
   */
  public BridgeConfig liveness(final Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the liveness must be more than zero, but is " + limit);
    }
    this.liveness = limit;
    return this;
  }

  /**
   * How long {@link AeronBridge#close()} waits until the far program was handed what is under way;
   * default 5 s.
   *
   * @param limit zero or more
   * @return this
   */
  public BridgeConfig linger(final Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("the linger time cannot be " + limit);
    }
    this.linger = limit;
    return this;
  }

  /**
   * Who is told what happens; default nobody.
   *
   * @param who called on the thread of the duty cycle; must not block
   * @return this
   */
  public BridgeConfig listener(final BridgeListener who) {
    this.listener = Objects.requireNonNull(who, "who");
    return this;
  }

  /**
   * Who is told what is wrong with what comes in from the network; default nobody. It is counted anyway.
   *
   * @param handler called on the thread of the duty cycle; must not block
   * @return this
   */
  public BridgeConfig faultHandler(final FaultHandler handler) {
    this.faultHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Who is told what goes wrong in Aeron, and that the instance cannot be opened again; by default it
   * comes out of the duty cycle.
   *
   * @param handler called on the thread of the duty cycle, and on those of an external media driver's
   *     client
   * @return this
   */
  public BridgeConfig errorHandler(final ErrorHandler handler) {
    this.errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /** Refuses what cannot work. */
  void check() {
    final List<String> wrong = new ArrayList<>();
    if (sendTo == null) {
      wrong.add("where the other bridge listens must be said");
    }
    if (endpoints.isEmpty() || endpoints.size() > Greeting.MAX_ENDPOINTS) {
      wrong.add("a bridge joins 1 to " + Greeting.MAX_ENDPOINTS + " endpoints, but "
          + endpoints.size() + " are named");
    }
    for (final String name : endpoints) {
      final int length = name.getBytes(StandardCharsets.UTF_8).length;
      if (length < 1 || length > MAX_NAME_LENGTH || name.indexOf('\0') >= 0) {
        wrong.add("a bridged endpoint's name has 1 to " + MAX_NAME_LENGTH
            + " bytes and no NUL, but is \"" + name + "\"");
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  String channel() {
    return channel;
  }

  Path directory() {
    return directory;
  }

  UnaryOperator<IcbmsgConfig> instance() {
    return instance;
  }

  List<String> endpoints() {
    return endpoints;
  }

  String sendTo() {
    return sendTo;
  }

  String listenAt() {
    return listenAt == null ? ChannelUris.listenFor(sendTo) : listenAt;
  }

  int stream() {
    return stream;
  }

  Path mediaDriver() {
    return mediaDriver;
  }

  Duration liveness() {
    return liveness;
  }

  Duration linger() {
    return linger;
  }

  BridgeListener listener() {
    return listener;
  }

  FaultHandler faultHandler() {
    return faultHandler;
  }

  ErrorHandler errorHandler() {
    return errorHandler;
  }
}
