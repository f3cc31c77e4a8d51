package org.intercore.cli.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Table;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.UnboundMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes the geometry of both regions from the values of a devicetree. */
@Command(
    name = "layout",
    description = {
      "Prints where everything stands in the two regions of an instance, for the values",
      "of its devicetree node. Numbers may be 2048, 0x800 or 2k."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg layout --region-size 0x800 --tx-blocks 16 --rx-blocks 32",
      "  icbmsg layout --region-size 2k --tx-blocks 16 --rx-blocks 16 --alignment 32 --json"
    })
public final class LayoutCommand implements Callable<Integer> {
  private final Console console = new Console("layout");

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--region-size",
      required = true,
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Size of the tx-region, and of the rx-region if it has no other.")
  private long regionSize;

  @Option(
      names = "--rx-region-size",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Size of the rx-region where it differs.")
  private Long rxRegionSize;

  @Option(
      names = "--tx-blocks",
      required = true,
      paramLabel = "N",
      description = "Blocks in the tx-region, 1 to 256.")
  private int txBlocks;

  @Option(
      names = "--rx-blocks",
      required = true,
      paramLabel = "N",
      description = "Blocks in the rx-region, 1 to 256.")
  private int rxBlocks;

  @Option(
      names = "--alignment",
      paramLabel = "BYTES",
      defaultValue = "4",
      converter = ByteSize.OfInt.class,
      description = "Data cache alignment of both sides (default: ${DEFAULT-VALUE}).")
  private int alignment;

  @Option(
      names = "--word-size",
      paramLabel = "32|64",
      defaultValue = "32",
      description = "Bits of a pointer on both sides (default: ${DEFAULT-VALUE}).")
  private int wordSize;

  @Option(
      names = "--unbound",
      paramLabel = "MODE",
      defaultValue = "disable",
      description = "disable, enable or detect: the last two add the handshake word"
          + " (default: ${DEFAULT-VALUE}).")
  private UnboundMode unbound;

  @Option(
      names = "--region-address",
      paramLabel = "ADDRESS",
      defaultValue = "0",
      converter = ByteSize.class,
      description = "Where the tx-region starts (default: ${DEFAULT-VALUE}).")
  private long regionAddress;

  @Option(
      names = "--rx-region-address",
      paramLabel = "ADDRESS",
      defaultValue = "0",
      converter = ByteSize.class,
      description = "Where the rx-region starts (default: ${DEFAULT-VALUE}).")
  private long rxRegionAddress;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    final long rxSize = rxRegionSize == null ? regionSize : rxRegionSize;
    final RegionGeometry tx = geometry("tx", regionAddress, regionSize, txBlocks, rxBlocks);
    final RegionGeometry rx = geometry("rx", rxRegionAddress, rxSize, rxBlocks, txBlocks);
    if (json) {
      final Map<String, Object> both = new LinkedHashMap<>();
      both.put("tx", numbers(tx));
      both.put("rx", numbers(rx));
      console.result(JsonLine.of(both));
    } else {
      console.result(table(numbers(tx), numbers(rx)));
      console.result("");
      console.result(new LayoutDrawing("tx", tx, regionAddress).render());
      console.result("");
      console.result(new LayoutDrawing("rx", rx, rxRegionAddress).render());
    }
    return 0;
  }

  /** Values that cannot work are wrong usage; the geometry's own sentence names the value. */
  private RegionGeometry geometry(
      final String region, final long address, final long size, final int local, final int remote) {
    try {
      return RegionGeometry.of(RegionGeometry.spec()
          .regionAddress(address)
          .regionSize(size)
          .localBlocks(local)
          .remoteBlocks(remote)
          .alignment(alignment)
          .wordSize(wordSize)
          .handshake(unbound != UnboundMode.DISABLE));
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "the " + region + "-region cannot work: " + e.getMessage(), e);
    }
  }

  private static String table(final Map<String, Object> tx, final Map<String, Object> rx) {
    final Table table = new Table().row("bytes", "tx", "rx");
    tx.forEach((name, value) -> table.row(name.replace('_', ' '), value, rx.get(name)));
    return table.render();
  }

  private static Map<String, Object> numbers(final RegionGeometry geometry) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("region_size", geometry.regionSize());
    json.put("icmsg_area", geometry.ringAreaLength());
    json.put("ring_data_offset", geometry.ring().dataOffset());
    json.put("ring_data_length", geometry.ring().dataLength());
    json.put("blocks_offset", geometry.blocksOffset());
    json.put("block_size", geometry.blockSize());
    json.put("block_count", geometry.blockCount());
    json.put("max_payload", geometry.maxPayload());
    return json;
  }
}
