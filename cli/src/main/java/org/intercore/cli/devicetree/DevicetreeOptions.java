package org.intercore.cli.devicetree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.intercore.cli.console.CommandFailure;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.devicetree.Devicetree;
import org.intercore.icmsg.devicetree.DevicetreeException;
import org.intercore.icmsg.devicetree.IpcInstance;
import picocli.CommandLine.Option;

/** An instance that is described by a devicetree instead of by options. */
public final class DevicetreeOptions {
  private static final int FILE_AND_NODE = 2;

  @Option(
      names = "--devicetree",
      arity = "2",
      paramLabel = "FILE NODE",
      hideParamSyntax = true,
      description = "Take regions, block counts, alignment and unbound mode from this node (label,"
          + " path or name) of a .dts file or overlay.")
  private List<String> fileAndNode;

  @Option(
      names = "--board",
      paramLabel = "FILE",
      description = "Read this file before that of --devicetree, for an overlay that only adds to"
          + " it; may be repeated.")
  private List<Path> boards = new ArrayList<>();

  @Option(
      names = "--other-core",
      description = "Be the core that the devicetree does not belong to: its tx is our rx.")
  private boolean otherCore;

  /** Whether there is a devicetree. */
  public boolean isGiven() {
    return fileAndNode != null;
  }

  /** What is said and means nothing without the rest, in a sentence, or null. */
  public String problem() {
    if (isGiven()) {
      return fileAndNode.size() == FILE_AND_NODE ? null : "--devicetree can be given once";
    }
    return otherCore || !boards.isEmpty() ? "--board and --other-core need --devicetree" : null;
  }

  /** What the node says, as the side that was asked for sees it. */
  public IpcInstance read() {
    final List<Path> files = new ArrayList<>(boards);
    files.add(Path.of(fileAndNode.get(0)));
    try {
      final IpcInstance instance =
          Devicetree.read(files.toArray(new Path[0])).instance(fileAndNode.get(1));
      return otherCore ? instance.mirrored() : instance;
    } catch (final DevicetreeException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** The mode in which an instance bonds. */
  public static UnboundMode unbound(final IpcInstance instance) {
    return UnboundMode.valueOf(instance.unbound().toUpperCase(Locale.ROOT));
  }
}
