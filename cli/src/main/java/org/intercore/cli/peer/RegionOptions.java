package org.intercore.cli.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.devicetree.DevicetreeOptions;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.ring.PacketRingLayout;
import picocli.CommandLine.Option;

/** Where the two regions of a peer lie, and how their bytes are laid out. */
final class RegionOptions {
  @Option(
      names = "--file",
      required = true,
      paramLabel = "F",
      description = "The file with both regions in it; anything that can be mapped.")
  private Path file;

  @Option(
      names = "--create",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Create the file, zeroed and of this size, if it is missing.")
  private Long createSize;

  @Option(
      names = "--tx-offset",
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Where the region that this side writes starts in the file.")
  private Long txOffset;

  @Option(
      names = "--tx-size",
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Its size in bytes.")
  private Long txSize;

  @Option(
      names = "--rx-offset",
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Where the region that the other side writes starts in the file.")
  private Long rxOffset;

  @Option(
      names = "--rx-size",
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Its size in bytes.")
  private Long rxSize;

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
      description = "Bits of a pointer on both sides, icbmsg only (default: ${DEFAULT-VALUE}).")
  private int wordSize;

  @Option(
      names = "--unbound",
      paramLabel = "MODE",
      description = "disable, enable or detect (default: what the devicetree says, else disable).")
  private UnboundMode unbound;

  @Option(
      names = "--base",
      paramLabel = "ADDRESS",
      converter = ByteSize.class,
      description = "With --devicetree: the address of the file's first byte (default: that of"
          + " the region that comes first).")
  private Long base;

  /** What is missing or too much, in a sentence, or null. */
  String problem(final boolean devicetree) {
    final List<Long> places = Arrays.asList(txOffset, txSize, rxOffset, rxSize);
    if (devicetree) {
      return alignment != null || places.stream().anyMatch(Objects::nonNull)
          ? "--devicetree says where the regions lie and their alignment"
          : null;
    }
    if (base != null) {
      return "--base needs --devicetree";
    }
    return places.contains(null)
        ? "--tx-offset, --tx-size, --rx-offset and --rx-size are needed, or --devicetree"
        : null;
  }

  /** Uses what a devicetree says. */
  void take(final IpcInstance instance) {
    final long first = base == null ? instance.firstAddress() : base;
    if (first % instance.alignment() != 0) {
      throw new IllegalArgumentException("the file must begin at a multiple of the alignment "
          + instance.alignment() + ", but --base is 0x" + Long.toHexString(first));
    }
    txOffset = instance.txRegion().address() - first;
    txSize = instance.txRegion().size();
    rxOffset = instance.rxRegion().address() - first;
    rxSize = instance.rxRegion().size();
    alignment = instance.alignment();
    unbound = unbound == null ? DevicetreeOptions.unbound(instance) : unbound;
  }

  /** Maps the file, which is created first if it is missing and the user said so. */
  SharedMemory map() {
    if (createSize != null && !Files.exists(file)) {
      return create();
    }
    if (!Files.exists(file)) {
      throw new CommandFailure(file + " does not exist; --create SIZE makes it");
    }
    return SharedMemory.mapFile(file);
  }

  private SharedMemory create() {
    try {
      return SharedMemory.createFile(file, createSize);
    } catch (final java.io.UncheckedIOException e) {
      // The other side may have been quicker.
      if (Files.exists(file)) {
        return SharedMemory.mapFile(file);
      }
      throw e;
    }
  }

  /** The two regions; IllegalArgumentException if they do not lie within the memory. */
  RegionPair regions(final SharedMemory memory) {
    return RegionPair.of(memory.region(txOffset, txSize), memory.region(rxOffset, rxSize));
  }

  int alignment() {
    return alignment == null ? PacketRingLayout.WORD : alignment;
  }

  int wordSize() {
    return wordSize;
  }

  UnboundMode unbound() {
    return unbound == null ? UnboundMode.DISABLE : unbound;
  }
}
