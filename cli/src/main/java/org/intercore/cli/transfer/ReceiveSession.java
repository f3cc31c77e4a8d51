package org.intercore.cli.transfer;

import static org.intercore.cli.channel.ControlMessage.Kind.ABORT;
import static org.intercore.cli.channel.ControlMessage.Kind.BEGIN;
import static org.intercore.cli.channel.ControlMessage.Kind.END;
import static org.intercore.cli.channel.ControlMessage.Kind.FAILED;
import static org.intercore.cli.channel.ControlMessage.Kind.GOODBYE;
import static org.intercore.cli.channel.ControlMessage.Kind.READY;
import static org.intercore.cli.channel.ControlMessage.Kind.STORED;
import static org.intercore.cli.channel.ControlMessage.Kind.THROUGH;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.file.FileFailure;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** The receiver's side of a transfer; {@link SendSession} draws it. */
final class ReceiveSession {
  private static final Timeout DRAIN = Timeout.of(Duration.ofSeconds(5));

  private final Channel channel;
  private final Path directory;
  private final Consumer<FileResult> report;
  private IncomingFile current;
  private boolean serving;

  ReceiveSession(final Channel channel, final Path directory, final Consumer<FileResult> report) {
    this.channel = channel;
    this.directory = directory;
    this.report = report;
    ZeroCopyEndpoint.register(channel.link(), SendSession.FILE_ENDPOINT, this::onData);
  }

  /** Bytes that no file waits for belong to one that has failed: nobody wants them. */
  private void onData(final RxBlock block) {
    if (current != null) {
      current.write(block.byteBuffer());
    }
  }

  /** Whether it was stopped in the middle of a sender's work. */
  boolean isServing() {
    return serving;
  }

  /** Serves one sender until it is through. */
  void serve() {
    serving = true;
    try {
      serveToTheEnd();
      serving = false;
    } catch (final CommandFailure e) {
      serving = false;
      throw e;
    }
  }

  private void serveToTheEnd() {
    Greeting.exchange(channel, Greeting.RECEIVER, Greeting.SENDER);
    while (true) {
      final ControlMessage message = channel.hear();
      if (message.kind() == BEGIN) {
        receive(message.text(), message.number(0));
      } else if (message.kind() == THROUGH) {
        channel.say(ControlMessage.of(GOODBYE, ""));
        // So that the sender has heard it before this side goes.
        channel.link().drain(DRAIN);
        return;
      } else if (message.kind() != END && message.kind() != ABORT) {
        throw new CommandFailure("the sender said " + message.kind() + " out of turn");
      }
    }
  }

  private void receive(final String name, final long length) {
    FileResult result;
    try (IncomingFile file = IncomingFile.begin(directory, name, length)) {
      current = file;
      channel.say(ControlMessage.of(READY, ""));
      channel.cycle().until(() -> file.problem() != null || channel.control().peek() != null);
      result = file.problem() == null ? finish(file) : FileResult.failed(name, file.problem());
    } catch (final FileFailure e) {
      result = FileResult.failed(name, e.getMessage());
    } catch (final CommandFailure | StopSignal.Raised e) {
      report.accept(FileResult.failed(name, e.getMessage()));
      throw e;
    } finally {
      current = null;
    }
    channel.say(
        result.isFine()
            ? ControlMessage.of(STORED, HexFormat.of().parseHex(result.sha256()), result.bytes())
            : ControlMessage.of(FAILED, result.error()));
    report.accept(result);
  }

  private FileResult finish(final IncomingFile file) {
    final ControlMessage message = channel.hear();
    if (message.kind() == ABORT) {
      throw new FileFailure(message.text());
    }
    if (message.kind() != END) {
      throw new FileFailure("the sender said " + message.kind() + " in the middle of it");
    }
    return file.commit(message.number(0), message.digest());
  }
}
