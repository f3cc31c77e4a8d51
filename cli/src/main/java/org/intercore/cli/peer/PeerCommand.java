package org.intercore.cli.peer;

import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.devicetree.DevicetreeOptions;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One side of an instance with explicit regions, for a peer that is not ours. */
@Command(
    name = "peer",
    description = {
      "One side of an ICMsg or ICBMsg instance whose regions lie in a file: a Zephyr core's",
      "memory, an ivshmem file, a simulator's. Polls only. Numbers may be 2048, 0x800 or 2k.",
      "Ends at SIGTERM, after --seconds, or when load is through."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  # terminal 1",
      "  icbmsg peer --file /dev/shm/amp --create 64k --role follower \\",
      "    --tx-offset 0 --tx-size 32k --rx-offset 32k --rx-size 32k \\",
      "    --tx-blocks 16 --rx-blocks 16 --mode echo",
      "  # terminal 2",
      "  icbmsg peer --file /dev/shm/amp --role initiator \\",
      "    --tx-offset 32k --tx-size 32k --rx-offset 0 --rx-size 32k \\",
      "    --tx-blocks 16 --rx-blocks 16 --mode load --count 100000",
      "  # the peer of the core that a devicetree was written for",
      "  icbmsg peer --file /dev/shm/ivshmem --base 0x20070000 --other-core \\",
      "    --devicetree build/zephyr/zephyr.dts ipc0 --mode echo"
    })
public final class PeerCommand implements Callable<Integer> {
  /** The kinds of instances. */
  enum Kind {
    ICMSG,
    ICBMSG
  }

  /** What a peer can do. */
  enum Mode {
    ECHO,
    LOAD,
    SINK
  }

  private final StopSignal stop;
  private final Console console = new Console("peer");

  @Spec
  private CommandSpec spec;

  @Mixin
  private RegionOptions regionOptions;

  @Mixin
  private DevicetreeOptions devicetree;

  @Mixin
  private PeerSetup setup;

  @Mixin
  private LoadOptions load;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "End after that time (default: never by itself, but for load).")
  private Integer seconds;

  @Option(names = "--json", description = "Print the report as one line of JSON.")
  private boolean json;

  public PeerCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    require(devicetree.problem());
    require(regionOptions.problem(devicetree.isGiven()));
    if (devicetree.isGiven()) {
      require(setup.saidTwice());
      take(devicetree.read());
    }
    require(setup.problem());
    require(load.problem());
    require(seconds == null || seconds > 0 ? null : "--seconds must be 1 or more");
    stop.arm();
    final PeerReport report;
    try (SharedMemory memory = regionOptions.map()) {
      report = run(memory);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    console.result(json ? JsonLine.of(report.toJson()) : report.toTable());
    if (report.failure() != null) {
      throw new CommandFailure(report.failure());
    }
    return 0;
  }

  private void take(final IpcInstance instance) {
    setup.take(instance);
    try {
      regionOptions.take(instance);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void require(final String problem) {
    if (problem != null) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }

  private PeerReport run(final SharedMemory memory) {
    final RegionPair regions = regionOptions.regions(memory);
    final BondingInspector inspector = setup.inspector(regions, regionOptions);
    try (PeerSide side = setup.side(regions, regionOptions)) {
      final PeerRun run = new PeerRun(side, stop, seconds, load.timeoutSeconds());
      final PeerMode mode = mode(side, run);
      final String failure = run.run(mode, () -> inspector.reason(regionOptions.unbound()));
      return PeerReport.of(setup, side, mode, run.wasBound(), failure);
    }
  }

  private PeerMode mode(final PeerSide side, final PeerRun run) {
    return switch (setup.modeKind()) {
      case ECHO -> new EchoMode(side, run::isEnding);
      case LOAD -> new LoadMode(side, load.content(side), load.count());
      case SINK -> new SinkMode();
    };
  }
}
