package org.intercore.cli.demo;

import static org.intercore.cli.channel.ControlMessage.Kind.END;
import static org.intercore.cli.channel.ControlMessage.Kind.GOODBYE;
import static org.intercore.cli.channel.ControlMessage.Kind.STORED;
import static org.intercore.cli.channel.ControlMessage.Kind.THROUGH;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.Progress;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.console.Words;
import org.intercore.cli.demo.DemoResult.BlockUse;
import org.intercore.cli.file.FileFailure;
import org.intercore.cli.file.FileStreamer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * The first JVM's side of a demo. One thread does everything in one loop: the file, the echo
 * messages, what comes in.
 *
 * <pre>
 *   here                       endpoint        peer
 *   file, message by message   file     --&gt;    digests
 *   echo, all along            echo     &lt;-&gt;    sends back
 *   END                        control  --&gt;
 *                              control  &lt;--    STORED: bytes, messages, digest
 *   THROUGH                    control  --&gt;    waits for its blocks
 *                              control  &lt;--    GOODBYE: how it used its blocks
 * </pre>
 */
final class Demo {
  /** Enough round trips for a p99.9, however short the file is. */
  private static final long MIN_ECHOES = 10_000;

  /** A JVM takes a while to start on a busy machine. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Timeout DRAIN = Timeout.of(Duration.ofSeconds(5));

  private final Path file;
  private final ChannelOptions options;
  private final int messageBlocks;
  private final Path directory;
  private final StopSignal stop;
  private final Console console;

  Demo(
      final Path file,
      final ChannelOptions options,
      final int messageBlocks,
      final Path directory,
      final StopSignal stop,
      final Console console) {
    this.file = file;
    this.options = options;
    this.messageBlocks = messageBlocks;
    this.directory = directory;
    this.stop = stop;
    this.console = console;
  }

  DemoResult run() {
    final String name = "demo-" + ProcessHandle.current().pid();
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
        Channel channel = new Channel(name, options.in(directory), stop, "peer process");
        DemoPeerProcess peer = DemoPeerProcess.start(peerArguments(name))) {
      channel.cycle().guard(peer::checkAlive);
      final DemoResult result = exchange(source, channel);
      if (peer.awaitExit() != 0) {
        throw new CommandFailure("the peer process failed");
      }
      return result;
    } catch (final FileFailure e) {
      throw new CommandFailure(file + ": " + e.getMessage(), e);
    } catch (final IOException e) {
      throw new CommandFailure(file + " cannot be read: " + Reasons.of(e), e);
    }
  }

  private List<String> peerArguments(final String name) {
    return List.of(
        DemoPeerCommand.NAME,
        "--channel",
        name,
        "--directory",
        directory.toString(),
        "--blocks",
        Integer.toString(options.blocks()),
        "--block-size",
        Integer.toString(options.blockSize()),
        "--timeout",
        Long.toString(options.timeout().toSeconds()));
  }

  private DemoResult exchange(final FileChannel source, final Channel channel) throws IOException {
    final Icbmsg link = channel.link();
    final EchoProbe echo = new EchoProbe(link);
    final ZeroCopyEndpoint out = ZeroCopyEndpoint.register(link, FileDigester.NAME, Demo::refuse);
    channel.cycle().work(echo::doWork);
    channel.awaitOther(START_LIMIT);
    channel.cycle().until(() -> out.isBound() && echo.isBound());

    final long length = source.size();
    final int messageLength = link.txGeometry().payloadCapacity(messageBlocks);
    final FileStreamer stream = new FileStreamer(out, source, length, messageLength);
    final long startNs = System.nanoTime();
    stream(channel, stream, length);
    channel.say(ControlMessage.of(END, "", stream.sent(), stream.messages()));
    final ControlMessage stored = channel.hear(STORED);
    final long elapsedNs = System.nanoTime() - startNs;

    final byte[] digest = digest(channel, source, length);
    channel.cycle().until(() -> echo.count() >= MIN_ECHOES || echo.wrong() > 0);
    echo.stop();
    channel.cycle().until(() -> echo.isIdle() || echo.wrong() > 0);
    final BlockUse peerUse = part(channel);
    return new DemoResult(
        file,
        length,
        stored.number(0),
        digest,
        stored.digest(),
        elapsedNs,
        stream.messages(),
        echo.count(),
        echo.wrong(),
        echo.roundTripNs(50),
        echo.roundTripNs(99),
        echo.roundTripNs(99.9),
        options.blocks(),
        new BlockUse(link.txBlocksInUse(), link.rxRunsInUse(), link.txBlocksHighWater()),
        peerUse);
  }

  private void stream(final Channel channel, final FileStreamer stream, final long length) {
    if (!console.isTerminal()) {
      console.note("sending " + file + ", " + Words.count(length, "byte") + ", in messages of "
          + Words.count(messageBlocks, "block"));
    }
    try (Progress progress = Progress.of(console, file.getFileName().toString(), length)) {
      channel.cycle().work(() -> {
        final int done = stream.doWork();
        progress.update(stream.sent());
        return done;
      });
      channel.cycle().until(stream::isDone);
    }
  }

  private static byte[] digest(final Channel channel, final FileChannel source, final long length) {
    final SourceDigest digest = new SourceDigest(source, length);
    channel.cycle().work(digest::doWork);
    channel.cycle().until(digest::isDone);
    return digest.digest();
  }

  /** Both sides give every block back, and the peer says how it went. */
  private static BlockUse part(final Channel channel) {
    channel.say(ControlMessage.of(THROUGH, ""));
    final ControlMessage goodbye = channel.hear(GOODBYE);
    // What does not come back in this time is counted as lost.
    channel.link().drain(DRAIN);
    return new BlockUse(goodbye.number(0), goodbye.number(1), goodbye.number(2));
  }

  private static void refuse(final RxBlock unexpected) {
    throw new CommandFailure("the peer process sent " + unexpected.length() + " bytes on 'file'");
  }
}
