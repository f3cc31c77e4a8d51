package org.intercore.cli.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.intercore.cli.console.ByteSize;
import org.intercore.cli.console.CommandFailure;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
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
      required = true,
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Where the region that this side writes starts in the file.")
  private long txOffset;

  @Option(
      names = "--tx-size",
      required = true,
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Its size in bytes.")
  private long txSize;

  @Option(
      names = "--rx-offset",
      required = true,
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Where the region that the other side writes starts in the file.")
  private long rxOffset;

  @Option(
      names = "--rx-size",
      required = true,
      paramLabel = "N",
      converter = ByteSize.class,
      description = "Its size in bytes.")
  private long rxSize;

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
      description = "Bits of a pointer on both sides, icbmsg only (default: ${DEFAULT-VALUE}).")
  private int wordSize;

  @Option(
      names = "--unbound",
      paramLabel = "MODE",
      defaultValue = "disable",
      description = "disable, enable or detect, as in the devicetree (default: ${DEFAULT-VALUE}).")
  private UnboundMode unbound;

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
    return alignment;
  }

  int wordSize() {
    return wordSize;
  }

  UnboundMode unbound() {
    return unbound;
  }
}
