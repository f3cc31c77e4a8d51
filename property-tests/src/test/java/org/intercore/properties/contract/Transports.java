package org.intercore.properties.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.GuardedMemory;
import org.intercore.testkit.MessagingTransport;

/** Ours, over whatever two sides can meet in. */
final class Transports {
  /** What two JVMs use if nobody says anything. */
  private static final InstanceShape DEFAULT = shape(64, 4096, 64, 64, true);

  /** A core of 32 bits, which has no sessions. */
  private static final InstanceShape ZEPHYR = shape(16, 128, 4, 32, false);

  /** Little space, so that a defect shows soon. */
  private static final InstanceShape SMALL = shape(16, 128, 64, 64, true);

  private static final int PAGE = SharedMemory.PAGE_SIZE;

  private Transports() {}

  private static InstanceShape shape(
      final int blocks,
      final int blockSize,
      final int alignment,
      final int wordSize,
      final boolean sessions) {
    return new InstanceShape(
        new int[] {blocks, blocks},
        new int[] {blockSize, blockSize},
        alignment,
        wordSize,
        sessions,
        LinkFormat.ZEPHYR);
  }

  static MessagingTransport directMemory() {
    return inDirectMemory(DEFAULT);
  }

  static MessagingTransport zephyr() {
    return inDirectMemory(ZEPHYR);
  }

  static MessagingTransport small() {
    return inDirectMemory(SMALL);
  }

  /** The format that only two sides of this library speak. */
  static MessagingTransport nativeFormat() {
    return inDirectMemory(DEFAULT.inNativeFormat());
  }

  /** The same, each side confined to one thread. */
  static MessagingTransport confined() {
    final InstanceShape shape = DEFAULT.inNativeFormat();
    final GuardedMemory memory = shape.memory();
    return new IcbmsgTransport(
        IcbmsgTransport.CONFINED,
        () -> Icbmsg.open(shape.config(memory, 0).confined(true)),
        () -> Icbmsg.open(shape.config(memory, 1).confined(true)),
        memory::checkCanaries);
  }

  private static MessagingTransport inDirectMemory(final InstanceShape shape) {
    final GuardedMemory memory = shape.memory();
    return new IcbmsgTransport(
        shape.sessions() ? IcbmsgTransport.WITH_SESSIONS : IcbmsgTransport.WITHOUT_SESSIONS,
        () -> Icbmsg.open(shape.config(memory, 0)),
        () -> Icbmsg.open(shape.config(memory, 1)),
        memory::checkCanaries);
  }

  /** A file that each side maps for itself, at an address of its own. */
  static MessagingTransport mappedFile(final Path folder) {
    final Path file = folder.resolve("regions-" + UUID.randomUUID());
    final int length = (DEFAULT.regionSize(0) + PAGE - 1) & -PAGE;
    final SharedMemory ours = SharedMemory.createFile(file, 2L * length);
    final SharedMemory theirs = SharedMemory.mapFile(file);
    final RegionPair first = RegionPair.of(ours.region(length, length), ours.region(0, length));
    final RegionPair second =
        RegionPair.of(theirs.region(0, length), theirs.region(length, length));
    return new IcbmsgTransport(
        IcbmsgTransport.WITH_SESSIONS,
        () -> Icbmsg.open(DEFAULT.config(first, 0)),
        () -> Icbmsg.open(DEFAULT.config(second, 1)),
        () -> {
          ours.close();
          theirs.close();
        });
  }

  /** A channel that both sides open by its name. */
  static MessagingTransport named(final Path folder, final LinkFormat format) {
    final String name = "contract-" + UUID.randomUUID();
    final Supplier<Icbmsg> sides = () -> Icbmsg.open(IcbmsgConfig.named(name)
        .directory(folder.resolve("channels"))
        .format(format)
        .linger(Duration.ZERO));
    return new IcbmsgTransport(IcbmsgTransport.WITH_SESSIONS, sides, sides, () -> {});
  }
}
