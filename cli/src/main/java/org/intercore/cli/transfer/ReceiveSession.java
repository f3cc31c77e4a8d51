package org.intercore.cli.transfer;

import static org.intercore.cli.channel.ControlMessage.Kind.ABORT;
import static org.intercore.cli.channel.ControlMessage.Kind.BEGIN;
import static org.intercore.cli.channel.ControlMessage.Kind.FAILED;
import static org.intercore.cli.channel.ControlMessage.Kind.GOODBYE;
import static org.intercore.cli.channel.ControlMessage.Kind.HELLO;
import static org.intercore.cli.channel.ControlMessage.Kind.READY;
import static org.intercore.cli.channel.ControlMessage.Kind.STORED;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.function.Consumer;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.channel.ControlPort;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.file.FileFailure;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * The receiver's side of a transfer; {@link SendSession} draws it. It never waits, so that one loop can
 * serve several senders.
 */
final class ReceiveSession {
  private final Path directory;
  private final Consumer<FileResult> report;
  private final ControlPort control;
  private final Queue<ControlMessage> toSay = new ArrayDeque<>();
  private IncomingFile current;
  private String currentName;
  private boolean serving;
  private boolean greeted;
  private long heard;

  ReceiveSession(
      final Icbmsg link,
      final ControlPort control,
      final Path directory,
      final Consumer<FileResult> report) {
    this.directory = directory;
    this.report = report;
    this.control = control;
    ZeroCopyEndpoint.register(link, SendSession.FILE_ENDPOINT, this::onData);
  }

  /** Bytes that no file waits for belong to one that has failed: nobody wants them. */
  private void onData(final RxBlock block) {
    heard++;
    if (current != null) {
      current.write(block.byteBuffer());
    }
  }

  /** A sender is there. */
  void begin() {
    serving = true;
    greeted = false;
    toSay.clear();
    toSay.add(Greeting.of(Greeting.RECEIVER));
  }

  /** Whether a sender is there that is not through, or has not been told all. */
  boolean isServing() {
    return serving || !toSay.isEmpty();
  }

  /**
   * Answers what was said.
   *
   * @return how much was done
   * @throws CommandFailure if the sender says what makes no sense
   */
  int work() {
    int done = 0;
    if (current != null && current.problem() != null) {
      fail(current.problem());
      done++;
    }
    while (serving && control.peek() != null) {
      answer(control.poll());
      done++;
    }
    while (!toSay.isEmpty() && control.trySend(toSay.peek())) {
      toSay.remove();
      done++;
    }
    return done;
  }

  /** How much has come so far; grows with whatever comes. */
  long heard() {
    return heard;
  }

  private void answer(final ControlMessage message) {
    heard++;
    if (greeted == (message.kind() == HELLO)) {
      throw outOfTurn(message);
    }
    switch (message.kind()) {
      case HELLO -> {
        Greeting.check(message, Greeting.SENDER);
        greeted = true;
      }
      case BEGIN -> receive(message.text(), message.number(0));
      case END, ABORT -> finish(message);
      case THROUGH -> {
        toSay.add(ControlMessage.of(GOODBYE, ""));
        serving = false;
      }
      default -> throw outOfTurn(message);
    }
  }

  private static CommandFailure outOfTurn(final ControlMessage message) {
    return new CommandFailure("the sender said " + message.kind() + " out of turn");
  }

  private void receive(final String name, final long length) {
    if (current != null) {
      fail("the sender said " + BEGIN + " in the middle of it");
    }
    currentName = name;
    try {
      current = IncomingFile.begin(directory, name, length);
      toSay.add(ControlMessage.of(READY, ""));
    } catch (final FileFailure e) {
      fail(e.getMessage());
    }
  }

  /** Of a file that has failed the sender may not have heard yet. */
  private void finish(final ControlMessage message) {
    if (current == null) {
      return;
    }
    if (message.kind() == ABORT) {
      fail(message.text());
      return;
    }
    try {
      final FileResult result = current.commit(message.number(0), message.digest());
      toSay.add(
          ControlMessage.of(STORED, HexFormat.of().parseHex(result.sha256()), result.bytes()));
      end(result);
    } catch (final FileFailure e) {
      fail(e.getMessage());
    }
  }

  private void fail(final String error) {
    toSay.add(ControlMessage.of(FAILED, error));
    end(FileResult.failed(currentName, error));
  }

  private void end(final FileResult result) {
    FileResult told = result;
    try {
      if (current != null) {
        current.close();
      }
    } catch (final FileFailure e) {
      told = result.isFine() ? FileResult.failed(currentName, e.getMessage()) : result;
    } finally {
      current = null;
      currentName = null;
      report.accept(told);
    }
  }

  /** The sender is there no more, or nobody wants it. */
  void abort(final String reason) {
    serving = false;
    if (current != null) {
      end(FileResult.failed(currentName, reason));
    }
    toSay.clear();
  }
}
