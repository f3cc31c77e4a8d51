package org.intercore.cli.channel;

import java.nio.file.Path;
import java.time.Duration;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.CommandFailure;
import org.intercore.icbmsg.ClientConfig;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgClient;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgServer;
import org.intercore.icbmsg.ServerConfig;
import org.intercore.icbmsg.ServerHandler;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.server.RefusedException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What both sides of a named channel must agree on, and how patient they are. */
public final class ChannelOptions {
  private static final int MIN_BLOCKS = 16;
  private static final int MAX_BLOCKS = 256;
  private static final int MIN_BLOCK_SIZE = 64;
  private static final int MAX_BLOCK_SIZE = 1 << 20;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "64",
      description = "Blocks in each direction, 16 to 256 (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Option(
      names = "--block-size",
      paramLabel = "BYTES",
      defaultValue = "4k",
      converter = ByteSize.OfInt.class,
      description = "Size of a block with its header, 64 to 1M (default: ${DEFAULT-VALUE}).")
  private int blockSize;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Give up when the other side is silent that long (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  private Path directory;

  /** Refuses what cannot work, as wrong usage. */
  public void check() {
    require(
        blocks >= MIN_BLOCKS && blocks <= MAX_BLOCKS,
        "--blocks must be 16 to 256, but is " + blocks);
    require(
        blockSize >= MIN_BLOCK_SIZE && blockSize <= MAX_BLOCK_SIZE,
        "--block-size must be 64 to 1M, but is " + blockSize);
    require(
        blockSize % MIN_BLOCK_SIZE == 0,
        "--block-size must be a multiple of 64, but is " + blockSize);
    require(timeoutSeconds >= 1, "--timeout must be 1 or more, but is " + timeoutSeconds);
  }

  private void require(final boolean condition, final String sentence) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  /** Puts the channel's file into this directory and not where it usually is. */
  public ChannelOptions in(final Path other) {
    directory = other;
    return this;
  }

  /** Opens a side of a channel; a name or parameters that cannot be are wrong usage. */
  Icbmsg open(final String channel) {
    try {
      final IcbmsgConfig config =
          IcbmsgConfig.named(channel).txBlocks(blocks).rxBlocks(blocks).blockSize(blockSize);
      return Icbmsg.open(directory == null ? config : config.directory(directory));
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Opens a server whose clients have such channels; a name or parameters that cannot be are wrong usage. */
  public IcbmsgServer listen(final String name, final ServerHandler handler) {
    try {
      final ServerConfig config = new ServerConfig()
          .txBlocks(blocks)
          .rxBlocks(blocks)
          .blockSize(blockSize)
          .handler(handler);
      return IcbmsgServer.listen(name, directory == null ? config : config.directory(directory));
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Connects to a server. */
  IcbmsgClient connect(final String name) {
    final ClientConfig config = new ClientConfig().connectTimeout(timeout());
    try {
      return IcbmsgClient.connect(name, directory == null ? config : config.directory(directory));
    } catch (final RefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** Whether a server of that name runs, so that there is no channel of that name to meet in. */
  public boolean isServer(final String name) {
    final Path where = directory == null ? ChannelDirectory.defaultPath() : directory;
    return new ChannelWatch(where).isServer(name);
  }

  /** Blocks in each direction. */
  public int blocks() {
    return blocks;
  }

  /** Bytes of a block, header included. */
  public int blockSize() {
    return blockSize;
  }

  /** How long the other side may be silent. */
  public Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }
}
