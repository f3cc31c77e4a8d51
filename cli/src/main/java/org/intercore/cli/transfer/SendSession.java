package org.intercore.cli.transfer;

import static org.intercore.cli.channel.ControlMessage.Kind.ABORT;
import static org.intercore.cli.channel.ControlMessage.Kind.BEGIN;
import static org.intercore.cli.channel.ControlMessage.Kind.END;
import static org.intercore.cli.channel.ControlMessage.Kind.FAILED;
import static org.intercore.cli.channel.ControlMessage.Kind.GOODBYE;
import static org.intercore.cli.channel.ControlMessage.Kind.READY;
import static org.intercore.cli.channel.ControlMessage.Kind.STORED;
import static org.intercore.cli.channel.ControlMessage.Kind.THROUGH;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.Progress;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.file.DigestingChannel;
import org.intercore.cli.file.FileFailure;
import org.intercore.cli.file.FileStreamer;
import org.intercore.cli.file.Sha256;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * The sender's side of a transfer.
 *
 * <pre>
 *   sender                         receiver
 *   HELLO                    &lt;-&gt;   HELLO
 *   for each file:
 *     BEGIN name, length      --&gt;
 *                             &lt;--  READY, or FAILED
 *     its bytes on 'file'     --&gt;
 *                             &lt;--  FAILED, at any time
 *     END digest, or ABORT    --&gt;
 *                             &lt;--  STORED, or FAILED
 *   THROUGH                   --&gt;
 *                             &lt;--  GOODBYE
 * </pre>
 *
 * <p>Each BEGIN gets exactly one STORED or FAILED. After a FAILED the receiver ignores everything up
 * to the next BEGIN or THROUGH.
 */
final class SendSession {
  /** The endpoint that carries the files' bytes. */
  static final String FILE_ENDPOINT = "file";

  private static final int MESSAGES_IN_FLIGHT = 8;

  private final Channel channel;
  private final ZeroCopyEndpoint out;
  private final Console console;
  private final int messageLength;
  private FileStreamer stream;

  SendSession(final Channel channel, final Console console) {
    this.channel = channel;
    this.console = console;
    // Nobody sends files this way round; what came would be released unread.
    out = ZeroCopyEndpoint.register(channel.link(), FILE_ENDPOINT, unexpected -> {});
    final BlockGeometry blocks = channel.link().txGeometry();
    messageLength = blocks.payloadCapacity(Math.max(1, blocks.blockCount() / MESSAGES_IN_FLIGHT));
    channel.cycle().work(() -> stream == null ? 0 : stream.doWork());
  }

  void greet() {
    channel.cycle().until(out::isBound);
    Greeting.exchange(channel, Greeting.SENDER, Greeting.RECEIVER);
  }

  /** Sends one file; what is wrong with it alone comes out as its result. */
  FileResult send(final OutgoingFile file) {
    try (FileChannel source = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      return send(file, source);
    } catch (final IOException e) {
      return FileResult.failed(file.name(), Reasons.of(e));
    }
  }

  private FileResult send(final OutgoingFile file, final FileChannel source) throws IOException {
    final long length = source.size();
    channel.say(ControlMessage.of(BEGIN, file.name(), length));
    final ControlMessage answer = channel.hear();
    if (answer.kind() == FAILED) {
      return FileResult.failed(file.name(), answer.text());
    }
    require(answer, READY);
    String trouble = null;
    final MessageDigest digest = Sha256.start();
    try (Progress progress = Progress.of(console, file.name(), length)) {
      stream(new DigestingChannel(source, digest), length, progress);
      requireSameLength(source, length);
    } catch (final FileFailure e) {
      trouble = e.getMessage();
    } finally {
      stream = null;
    }
    channel.say(
        trouble == null
            ? ControlMessage.of(END, digest.digest(), length)
            : ControlMessage.of(ABORT, trouble));
    return result(file, channel.hear());
  }

  private void stream(final DigestingChannel source, final long length, final Progress progress) {
    final FileStreamer current = new FileStreamer(out, source, length, messageLength);
    stream = current;
    channel.cycle().until(() -> {
      progress.update(current.sent());
      return current.isDone() || channel.control().peek() != null;
    });
  }

  private void requireSameLength(final FileChannel source, final long length) throws IOException {
    if (source.size() != length) {
      throw new FileFailure("its length changed from " + length + " to " + source.size()
          + " bytes while it was sent");
    }
  }

  private FileResult result(final OutgoingFile file, final ControlMessage answer) {
    if (answer.kind() == FAILED) {
      return FileResult.failed(file.name(), answer.text());
    }
    require(answer, STORED);
    return FileResult.stored(file.name(), answer.number(0), answer.digest());
  }

  private static void require(final ControlMessage answer, final ControlMessage.Kind expected) {
    if (answer.kind() != expected) {
      throw new CommandFailure(
          "the receiver said " + answer.kind() + " where " + expected + " was expected");
    }
  }

  /** Says that nothing more comes. */
  void part() {
    channel.say(ControlMessage.of(THROUGH, ""));
    channel.hear(GOODBYE);
  }
}
