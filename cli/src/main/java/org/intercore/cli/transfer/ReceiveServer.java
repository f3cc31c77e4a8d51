package org.intercore.cli.transfer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.channel.ControlPort;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.work.SilenceGuard;
import org.intercore.cli.work.WorkCycle;
import org.intercore.icbmsg.IcbmsgServer;
import org.intercore.icbmsg.ServerClient;
import org.intercore.icbmsg.ServerHandler;
import org.intercore.icbmsg.server.GoneReason;

/** Receives from any number of senders at once, each of which has a channel of its own. */
final class ReceiveServer implements ServerHandler, AutoCloseable {
  private final ChannelOptions options;
  private final Path directory;
  private final Consumer<FileResult> report;
  private final Consumer<String> trouble;
  private final Map<ServerClient, Sender> senders = new LinkedHashMap<>();
  private final IcbmsgServer server;

  /** A sender, and how long it has been silent. */
  private final class Sender {
    private final ServerClient client;
    private final ControlPort control;
    private final ReceiveSession session;
    private final SilenceGuard silence = new SilenceGuard(options.timeout());
    private long heard;

    Sender(final ServerClient client) {
      this.client = client;
      this.control = ControlPort.register(client.instance());
      this.session = new ReceiveSession(client.instance(), control, directory, report);
      session.begin();
    }

    int work() {
      try {
        if (control.malformed() != null) {
          throw new CommandFailure(
              "the sender says what this version does not understand: " + control.malformed());
        }
        final int done = session.work();
        if (done > 0 || isHeard()) {
          silence.heard();
        } else if (session.isServing()) {
          silence.check();
        }
        return done;
      } catch (final CommandFailure e) {
        give(e.getMessage());
        client.disconnect();
        return 1;
      }
    }

    private boolean isHeard() {
      final long before = heard;
      heard = session.heard();
      return heard != before;
    }

    void give(final String reason) {
      if (session.isServing()) {
        session.abort(reason);
        trouble.accept(reason);
      }
    }
  }

  /**
   * Opens the server.
   *
   * @param name of the channel that senders name
   * @param options what each sender gets
   * @param directory where files go
   * @param report told of each file
   * @param trouble told why a sender was given up
   */
  ReceiveServer(
      final String name,
      final ChannelOptions options,
      final Path directory,
      final Consumer<FileResult> report,
      final Consumer<String> trouble) {
    this.options = options;
    this.directory = directory;
    this.report = report;
    this.trouble = trouble;
    this.server = options.listen(name, this);
  }

  @Override
  public void clientConnected(final ServerClient client) {
    senders.put(client, new Sender(client));
  }

  @Override
  public void clientGone(final ServerClient client, final GoneReason reason) {
    final Sender sender = senders.remove(client);
    // What it said before it went still counts.
    sender.work();
    sender.give("the sender went away");
  }

  private int workForSenders() {
    int done = 0;
    for (final Sender sender : senders.values()) {
      done += sender.work();
    }
    return done;
  }

  /** Serves until a signal comes, which is a good end unless it comes in the middle of something. */
  void serve(final StopSignal stop) {
    final WorkCycle cycle = new WorkCycle(options.timeout())
        .work(server::doWork)
        .work(this::workForSenders)
        .guard(stop::check);
    try {
      cycle.patientlyUntil(() -> false);
    } catch (final StopSignal.Raised e) {
      if (senders.values().stream().anyMatch(sender -> sender.session.isServing())) {
        senders.values().forEach(sender -> sender.give(e.getMessage()));
        throw e;
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
