package org.intercore.cli.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Table;
import org.intercore.cli.devicetree.DevicetreeOptions;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.devicetree.AddressRange;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.devicetree.IpcInstance.Backend;
import org.intercore.icmsg.ring.PacketRingLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes the geometry of both regions from the values of a devicetree. */
@Command(
    name = "layout",
    description = {
      "Prints where everything stands in the two regions of an instance, for the values",
      "of its devicetree node, or for the node itself. Numbers may be 2048, 0x800 or 2k."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg layout --region-size 0x800 --tx-blocks 16 --rx-blocks 32",
      "  icbmsg layout --region-size 2k --tx-blocks 16 --rx-blocks 16 --alignment 32 --json",
      "  icbmsg layout --devicetree build/zephyr/zephyr.dts ipc0"
    })
public final class LayoutCommand implements Callable<Integer> {
  private final Console console = new Console("layout");

  @Spec
  private CommandSpec spec;

  @Mixin
  private DevicetreeOptions devicetree;

  @Option(
      names = "--region-size",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Size of the tx-region, and of the rx-region if it has no other.")
  private Long regionSize;

  @Option(
      names = "--rx-region-size",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Size of the rx-region where it differs.")
  private Long rxRegionSize;

  @Option(
      names = "--tx-blocks",
      paramLabel = "N",
      description = "Blocks in the tx-region, 1 to 256.")
  private Integer txBlocks;

  @Option(
      names = "--rx-blocks",
      paramLabel = "N",
      description = "Blocks in the rx-region, 1 to 256.")
  private Integer rxBlocks;

  @Option(
      names = "--alignment",
      paramLabel = "BYTES",
      converter = ByteSize.OfInt.class,
      description = "Data cache alignment of both sides (default: 4).")
  private Integer alignment;

  @Option(
      names = "--word-size",
      paramLabel = "32|64",
      defaultValue = "32",
      description = "Bits of a pointer on both sides (default: ${DEFAULT-VALUE}).")
  private int wordSize;

  @Option(
      names = "--unbound",
      paramLabel = "MODE",
      description = "disable, enable or detect: the last two add the handshake word"
          + " (default: what the devicetree says, else disable).")
  private UnboundMode unbound;

  @Option(
      names = "--region-address",
      paramLabel = "ADDRESS",
      converter = ByteSize.class,
      description = "Where the tx-region starts (default: 0).")
  private Long regionAddress;

  @Option(
      names = "--rx-region-address",
      paramLabel = "ADDRESS",
      converter = ByteSize.class,
      description = "Where the rx-region starts (default: 0).")
  private Long rxRegionAddress;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    require(devicetree.problem());
    final boolean anyValue = Stream.of(
            regionSize, rxRegionSize, txBlocks, rxBlocks, alignment, regionAddress, rxRegionAddress)
        .anyMatch(Objects::nonNull);
    if (devicetree.isGiven()) {
      require(anyValue ? "--devicetree says it all but --word-size and --unbound" : null);
    } else {
      require(
          regionSize == null || txBlocks == null || rxBlocks == null
              ? "--region-size, --tx-blocks and --rx-blocks are needed, or --devicetree"
              : null);
    }
    final IpcInstance instance = devicetree.isGiven() ? devicetree.read() : instance();
    if (instance.backend() == Backend.ICMSG) {
      printRings(instance);
    } else {
      printBlocks(instance);
    }
    return 0;
  }

  private void require(final String problem) {
    if (problem != null) {
      throw new ParameterException(spec.commandLine(), problem);
    }
  }

  private IpcInstance instance() {
    try {
      return new IpcInstance(
          Backend.ICBMSG,
          new AddressRange(orElse(regionAddress, 0), regionSize),
          new AddressRange(orElse(rxRegionAddress, 0), orElse(rxRegionSize, regionSize)),
          txBlocks,
          rxBlocks,
          alignment == null ? PacketRingLayout.WORD : alignment,
          "disable");
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static long orElse(final Long value, final long unsaid) {
    return value == null ? unsaid : value;
  }

  private boolean handshake(final IpcInstance instance) {
    final UnboundMode mode = unbound == null ? DevicetreeOptions.unbound(instance) : unbound;
    return mode != UnboundMode.DISABLE;
  }

  /** Each region of an ICMsg instance is a ring and nothing else. */
  private void printRings(final IpcInstance instance) {
    final Map<String, Object> tx = ring("tx", instance.txRegion(), instance);
    final Map<String, Object> rx = ring("rx", instance.rxRegion(), instance);
    console.result(json ? json(tx, rx) : table(tx, rx));
  }

  private Map<String, Object> ring(
      final String region, final AddressRange range, final IpcInstance instance) {
    try {
      final PacketRingLayout ring = PacketRingLayout.of(
          Math.toIntExact(range.size()), instance.alignment(), handshake(instance));
      final Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("region_size", range.size());
      numbers.put("ring_data_offset", ring.dataOffset());
      numbers.put("ring_data_length", ring.dataLength());
      return numbers;
    } catch (final IllegalArgumentException | ArithmeticException e) {
      throw cannotWork(region, e);
    }
  }

  private void printBlocks(final IpcInstance instance) {
    final RegionGeometry tx = geometry("tx", instance);
    final RegionGeometry rx = geometry("rx", instance.mirrored());
    if (json) {
      console.result(json(numbers(tx), numbers(rx)));
    } else {
      console.result(table(numbers(tx), numbers(rx)));
      console.result("");
      console.result(new LayoutDrawing("tx", tx, instance.txRegion().address()).render());
      console.result("");
      console.result(new LayoutDrawing("rx", rx, instance.rxRegion().address()).render());
    }
  }

  /** Values that cannot work are wrong usage; the geometry's own sentence names the value. */
  private RegionGeometry geometry(final String region, final IpcInstance writer) {
    try {
      return RegionGeometry.of(RegionGeometry.spec()
          .regionAddress(writer.txRegion().address())
          .regionSize(writer.txRegion().size())
          .localBlocks(writer.txBlocks())
          .remoteBlocks(writer.rxBlocks())
          .alignment(writer.alignment())
          .wordSize(wordSize)
          .handshake(handshake(writer)));
    } catch (final IllegalArgumentException e) {
      throw cannotWork(region, e);
    }
  }

  private ParameterException cannotWork(final String region, final RuntimeException why) {
    return new ParameterException(
        spec.commandLine(), "the " + region + "-region cannot work: " + why.getMessage(), why);
  }

  private static String json(final Map<String, Object> tx, final Map<String, Object> rx) {
    final Map<String, Object> both = new LinkedHashMap<>();
    both.put("tx", tx);
    both.put("rx", rx);
    return JsonLine.of(both);
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
