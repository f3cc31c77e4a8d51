package org.intercore.icbmsg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.rendezvous.Channel;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icmsg.UnboundMode;

/**
 * How a server is set up, and what each of its clients gets: an instance of its own in the native link
 * format, of the size that is set here. Changing a configuration after a server was opened with it does
 * not change the server.
 */
public final class ServerConfig {
  private static final int DEFAULT_BLOCKS = 64;
  private static final int DEFAULT_BLOCK_SIZE = 4096;
  private static final int ALIGNMENT = 64;
  private static final int DEFAULT_MAX_CLIENTS = 256;
  private static final long DEFAULT_MAX_MEMORY = 256L << 20;

  private final Map<String, Function<ServerClient, EndpointHandler>> endpoints =
      new LinkedHashMap<>();
  private Path directory = ChannelDirectory.defaultPath();
  private int[] peerUsers = {};
  private int txBlocks = DEFAULT_BLOCKS;
  private int rxBlocks = DEFAULT_BLOCKS;
  private int blockSize = DEFAULT_BLOCK_SIZE;
  private int maxClients = DEFAULT_MAX_CLIENTS;
  private long maxMemory = DEFAULT_MAX_MEMORY;
  private int workers = 1;
  private Duration patience = Duration.ofSeconds(5);
  private Duration arrival = Duration.ofSeconds(10);
  private Duration linger = Duration.ofSeconds(1);
  private ServerHandler handler = new ServerHandler() {};
  private ErrorHandler errorHandler = LangUtil::rethrowUnchecked;

  /**
   * The defaults: 64 blocks of 4096 bytes each way for each client, 256 clients and 256 MiB at most, one
   * worker.
   */
  public ServerConfig() {
    // As the fields say.
  }

  private ServerConfig(final ServerConfig from) {
    endpoints.putAll(from.endpoints);
    directory = from.directory;
    peerUsers = from.peerUsers;
    txBlocks = from.txBlocks;
    rxBlocks = from.rxBlocks;
    blockSize = from.blockSize;
    maxClients = from.maxClients;
    maxMemory = from.maxMemory;
    workers = from.workers;
    patience = from.patience;
    arrival = from.arrival;
    linger = from.linger;
    handler = from.handler;
    errorHandler = from.errorHandler;
  }

  /**
   * An endpoint that every client's instance has.
   *
   * @param name what the clients call it too
   * @param handlers makes the handler of one client's endpoint when the client comes
   * @return this
   */
  public ServerConfig endpoint(
      final String name, final Function<ServerClient, EndpointHandler> handlers) {
    endpoints.put(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(handlers, "handlers"));
    return this;
  }

  /**
   * Who is told that clients come and go; default nobody.
   *
   * @param who told on the thread that works for the client
   * @return this
   */
  public ServerConfig handler(final ServerHandler who) {
    this.handler = Objects.requireNonNull(who, "who");
    return this;
  }

  /**
   * As {@link IcbmsgConfig#directory}.
   *
   * @param path a directory of the user's own
   * @return this
   */
  public ServerConfig directory(final Path path) {
    this.directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * As {@link IcbmsgConfig#peerUsers}: users whose processes may be clients, besides this one's own.
   *
   * @param userIds numbers of the other users
   * @return this
   */
  public ServerConfig peerUsers(final int... userIds) {
    this.peerUsers = userIds.clone();
    return this;
  }

  /**
   * Blocks to send to a client with.
   *
   * @param count 1 to 65,536, for each client
   * @return this
   */
  public ServerConfig txBlocks(final int count) {
    this.txBlocks = count;
    return this;
  }

  /**
   * Blocks that a client sends with.
   *
   * @param count 1 to 65,536, for each client
   * @return this
   */
  public ServerConfig rxBlocks(final int count) {
    this.rxBlocks = count;
    return this;
  }

  /**
   * The size of a block, header included.
   *
   * @param bytes a multiple of 64
   * @return this
   */
  public ServerConfig blockSize(final int bytes) {
    this.blockSize = bytes;
    return this;
  }

  /**
   * How many clients may be there at once. One more is refused with a sentence.
   *
   * @param count 1 or more
   * @return this
   */
  public ServerConfig maxClients(final int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a server has at least 1 client, not " + count);
    }
    this.maxClients = count;
    return this;
  }

  /**
   * How much shared memory the clients' channels may take all together. One more client is refused with a
   * sentence.
   *
   * @param bytes at least what one client needs
   * @return this
   */
  public ServerConfig maxMemory(final long bytes) {
    this.maxMemory = bytes;
    return this;
  }

  /**
   * Into how many parts the work is divided. Each part has clients of its own and can have a thread of its
   * own; the first one also lets clients in.
   *
   * @param count 1 or more
   * @return this
   */
  public ServerConfig workers(final int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a server has at least 1 worker, not " + count);
    }
    this.workers = count;
    return this;
  }

  /**
   * How long one who knocks may take to say who it is, default 5 s.
   *
   * @param limit more than zero
   * @return this
   */
  public ServerConfig greetingPatience(final Duration limit) {
    this.patience = requirePositive(limit, "patience for a greeting");
    return this;
  }

  /**
   * How long a client that was let in may take to come, default 10 s.
   *
   * @param limit more than zero
   * @return this
   */
  public ServerConfig arrivalPatience(final Duration limit) {
    this.arrival = requirePositive(limit, "patience for an arrival");
    return this;
  }

  private static Duration requirePositive(final Duration limit, final String what) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "the " + what + " must be more than zero, but is " + limit);
    }
    return limit;
  }

  /**
   * How long {@link IcbmsgServer#close()} waits for all clients together to take what was sent; default
   * 1 s.
   *
   * @param limit zero or more
   * @return this
   */
  public ServerConfig linger(final Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("the linger time cannot be " + limit);
    }
    this.linger = limit;
    return this;
  }

  /**
   * Who gets what endpoint handlers throw; by default it comes out of {@link IcbmsgServer#doWork()}, which
   * goes on behind that client the next time.
   *
   * @param who called on the thread that works for the client
   * @return this
   */
  public ServerConfig errorHandler(final ErrorHandler who) {
    this.errorHandler = Objects.requireNonNull(who, "who");
    return this;
  }

  /** As it is now, and refused if it cannot work. */
  ServerConfig checkedCopy() {
    final ServerConfig copy = new ServerConfig(this);
    instance("check").check();
    if (memoryPerClient() > maxMemory) {
      throw new IllegalArgumentException("one client needs " + memoryPerClient()
          + " bytes of shared memory, but the server may use only " + maxMemory);
    }
    return copy;
  }

  /** What a client's instance is opened with. */
  IcbmsgConfig instance(final String channel) {
    return native64(channel)
        .directory(directory)
        .peerUsers(peerUsers)
        .txBlocks(txBlocks)
        .rxBlocks(rxBlocks)
        .blockSize(blockSize)
        .errorHandler(errorHandler)
        .linger(Duration.ZERO);
  }

  /**
   * What both sides take for granted, whatever the properties of either process say about instances: the
   * native format, and no thread that owns an instance alone.
   */
  static IcbmsgConfig native64(final String channel) {
    return IcbmsgConfig.named(channel)
        .format(LinkFormat.NATIVE)
        .alignment(ALIGNMENT)
        .wordSize(Long.SIZE)
        .unbound(UnboundMode.ENABLE)
        .confined(false);
  }

  /** Bytes of a client's channel. */
  long memoryPerClient() {
    return Channel.fileSize(new Channel.Request(
        txBlocks,
        rxBlocks,
        blockSize,
        ALIGNMENT,
        Long.SIZE,
        UnboundMode.ENABLE,
        LinkFormat.NATIVE));
  }

  Map<String, Function<ServerClient, EndpointHandler>> endpoints() {
    return endpoints;
  }

  int txBlocks() {
    return txBlocks;
  }

  int rxBlocks() {
    return rxBlocks;
  }

  int blockSize() {
    return blockSize;
  }

  int maxClients() {
    return maxClients;
  }

  long maxMemory() {
    return maxMemory;
  }

  int workers() {
    return workers;
  }

  Duration patience() {
    return patience;
  }

  Duration arrival() {
    return arrival;
  }

  Duration linger() {
    return linger;
  }

  ServerHandler handler() {
    return handler;
  }
}
