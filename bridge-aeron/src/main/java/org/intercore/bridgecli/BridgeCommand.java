package org.intercore.bridgecli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agrona.concurrent.IdleStrategy;
import org.intercore.bridge.AeronBridge;
import org.intercore.bridge.BridgeConfig;
import org.intercore.bridge.BridgeListener;
import org.intercore.bridge.BridgeSnapshot;
import org.intercore.bridge.lane.LaneSnapshot;
import org.intercore.bridgecli.idle.Idle;
import org.intercore.bridgecli.measure.MeasureCommand;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.StopSignal;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icmsg.status.UnboundReason;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a bridge until it is told to stop. */
@Command(
    name = "icbmsg " + BridgeCommand.NAME,
    description = {
      "Joins endpoints of an instance of this host with those of an instance of another host, over",
      "Aeron. A bridge runs on each host; a program's endpoint is bound when the program on the other",
      "host has registered its own. Ends when it is interrupted."
    },
    mixinStandardHelpOptions = true,
    versionProvider = BridgeCommand.Version.class,
    subcommands = MeasureCommand.class,
    sortOptions = false,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nEXIT CODES%n",
    exitCodeList = {"0:fine", "1:failed, and a sentence on stderr says why", "2:wrong usage"},
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg bridge --channel prices --aeron 'aeron:udp?endpoint=beta:40123' --endpoints a,b",
      "                                                                             # on host alpha",
      "  icbmsg bridge --channel prices --aeron 'aeron:udp?endpoint=alpha:40123' --endpoints a,b",
      "                                                                             # on host beta"
    })
final class BridgeCommand implements Callable<Integer> {
  /** The command's name behind {@code icbmsg}. */
  static final String NAME = "bridge";

  private static final int CYCLES_BETWEEN_LOOKS = 256;

  private final StopSignal stop;
  private final Console console = new Console(NAME);

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "The instance of this host, by the name that its program opens it by.")
  private String channel;

  @Option(
      names = "--aeron",
      paramLabel = "URI",
      description = "Where the other bridge listens: a channel of Aeron's, such as"
          + " aeron:udp?endpoint=host:40123.")
  private String sendTo;

  @Option(
      names = "--listen",
      paramLabel = "URI",
      description = "Where this bridge listens (default: the same port at all addresses).")
  private String listenAt;

  @Option(
      names = "--stream",
      paramLabel = "N",
      defaultValue = "1001",
      description =
          "First of the streams, one more than there are endpoints; the same on both sides"
              + " (default: ${DEFAULT-VALUE}).")
  private int stream;

  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "NAME",
      description = "The endpoints to join; the same on both sides.")
  private List<String> endpoints = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "64",
      description = "The instance's blocks in each direction (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Option(
      names = "--block-size",
      paramLabel = "BYTES",
      defaultValue = "4k",
      converter = ByteSize.OfInt.class,
      description = "Size of the instance's blocks (default: ${DEFAULT-VALUE}).")
  private int blockSize;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "native",
      description =
          "What the instance's program speaks: native, zephyr (default:" + " ${DEFAULT-VALUE}).")
  private LinkFormat format;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the channel is (default: where all commands have them).")
  private Path directory;

  @Option(
      names = "--driver",
      paramLabel = "DIR",
      description = "Use the Aeron media driver of that directory (default: one of its own).")
  private Path mediaDriver;

  @Option(
      names = "--liveness",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "The other bridge has gone when it is silent that long (default:" + " ${DEFAULT-VALUE}).")
  private int livenessSeconds;

  @Option(
      names = "--idle",
      paramLabel = "HOW",
      defaultValue = "sleep",
      description = "What to do when there is nothing to do: sleep, yield, spin (default:"
          + " ${DEFAULT-VALUE}).")
  private Idle idle;

  @Option(
      names = "--json",
      description = "Print each event, and at the end the counts, as a line of JSON.")
  private boolean json;

  BridgeCommand(final StopSignal stop) {
    this.stop = stop;
  }

  /** Says which icbmsg and which Aeron run. */
  static final class Version implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "icbmsg bridge over Aeron " + io.aeron.AeronVersion.VERSION,
        "Java " + System.getProperty("java.runtime.version")
      };
    }
  }

  @Override
  public Integer call() {
    final AeronBridge bridge;
    try {
      bridge = AeronBridge.open(config());
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Reasons.of(e), e);
    }
    stop.arm();
    say("open", "the bridge of \"" + channel + "\" is open", Map.of());
    try {
      run(bridge);
    } finally {
      bridge.close();
      report(bridge.snapshot());
    }
    return 0;
  }

  private BridgeConfig config() {
    // Not the parser's business, which would ask the subcommands for them too.
    if (channel == null || sendTo == null || endpoints.isEmpty()) {
      throw new IllegalArgumentException("--channel, --aeron and --endpoints must be given");
    }
    if (livenessSeconds < 1) {
      throw new IllegalArgumentException("--liveness must be 1 or more, but is " + livenessSeconds);
    }
    final BridgeConfig config = BridgeConfig.named(channel)
        .directory(directory == null ? ChannelDirectory.defaultPath() : directory)
        .instance(instance ->
            instance.txBlocks(blocks).rxBlocks(blocks).blockSize(blockSize).format(format))
        .endpoints(endpoints.toArray(String[]::new))
        .sendTo(sendTo)
        .stream(stream)
        .liveness(Duration.ofSeconds(livenessSeconds))
        .listener(new Events())
        .faultHandler((fault, value) -> console.note(fault.describe(value)))
        .errorHandler(thrown -> console.note(Reasons.of(thrown)));
    if (listenAt != null) {
      config.listenAt(listenAt);
    }
    return mediaDriver == null ? config : config.mediaDriver(mediaDriver);
  }

  private void run(final AeronBridge bridge) {
    final IdleStrategy strategy = idle.strategy();
    while (!stop.isRaised()) {
      for (int i = 0; i < CYCLES_BETWEEN_LOOKS && !stop.isRaised(); i++) {
        strategy.idle(bridge.doWork());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new CommandFailure("interrupted");
      }
    }
  }

  private void say(final String event, final String sentence, final Map<String, ?> more) {
    if (json) {
      final Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", event);
      line.putAll(more);
      console.result(JsonLine.of(line));
    } else {
      console.result(sentence);
    }
  }

  /** Says what happens. */
  private final class Events implements BridgeListener {
    @Override
    public void onJoined() {
      say("joined", "the other bridge is there", Map.of());
    }

    @Override
    public void onBound(final String endpoint) {
      say("bound", "endpoint \"" + endpoint + "\" is bound", Map.of("endpoint", endpoint));
    }

    @Override
    public void onEnded(final Cause cause, final UnboundReason reason, final long undelivered) {
      final String what = switch (cause) {
        case NEAR_PROGRAM -> "the program of this host has gone";
        case FAR_PROGRAM -> "the program of the other host has gone";
        case FAR_BRIDGE -> "the other bridge has gone";
        case STOPPED -> "stopped";
      };
      final Map<String, Object> more = new LinkedHashMap<>();
      more.put("cause", cause);
      more.put("reason", reason);
      more.put("undelivered", undelivered);
      say(
          "ended",
          what + " (" + reason + ")"
              + (undelivered == 0 ? "" : "; messages not known to have arrived: " + undelivered),
          more);
    }

    @Override
    public void onRefused(final String sentence) {
      console.note(sentence);
    }
  }

  private void report(final BridgeSnapshot snapshot) {
    if (json) {
      say("closed", "", toMap(snapshot));
      return;
    }
    for (final LaneSnapshot lane : snapshot.lanes()) {
      console.result("endpoint \"" + lane.name() + "\": sent " + lane.sent() + ", received "
          + lane.received() + ", undelivered there " + lane.undeliveredThere() + " and here "
          + lane.undeliveredHere());
    }
    if (snapshot.unread() != 0) {
      console.result("unread by the program of this host: " + snapshot.unread());
    }
    if (!snapshot.faults().isEmpty()) {
      console.result("faults: " + snapshot.faults());
    }
  }

  private static Map<String, ?> toMap(final BridgeSnapshot snapshot) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("sessions", snapshot.sessions());
    map.put("unread", snapshot.unread());
    final List<Map<String, Object>> lanes = new ArrayList<>();
    for (final LaneSnapshot lane : snapshot.lanes()) {
      final Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("name", lane.name());
      counts.put("sent", lane.sent());
      counts.put("sentBytes", lane.sentBytes());
      counts.put("sendWaits", lane.sendWaits());
      counts.put("received", lane.received());
      counts.put("receivedBytes", lane.receivedBytes());
      counts.put("receiveWaits", lane.receiveWaits());
      counts.put("undeliveredThere", lane.undeliveredThere());
      counts.put("undeliveredHere", lane.undeliveredHere());
      lanes.add(counts);
    }
    map.put("endpoints", lanes);
    map.put("faults", snapshot.faults());
    return map;
  }
}
