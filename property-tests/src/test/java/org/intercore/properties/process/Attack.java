package org.intercore.properties.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.properties.Lie;
import org.intercore.properties.NativeLie;

/**
 * Writes lies into the file of a channel, which any process of the same user can map: into both regions,
 * and so into what its own side says, too.
 */
final class Attack {
  private static final int HEAD_OF_PAGE = 64;
  private static final int BELLS = 1024;
  private static final int BELL_DISTANCE = 128;
  private static final int PATIENCE = 20;
  private static final int LONGEST_PAUSE_NS = 300_000;
  private static final int MOST_AT_ONCE = 6;
  private static final int MOST_NOISE = 200;

  private final SplittableRandom random;
  private final LinkFormat format;
  private final BlockGeometry[] geometries = new BlockGeometry[2];
  private final Map<String, Integer> told = new TreeMap<>();

  /**
   * An attacker.
   *
   * @param instance the attacker's own, honest by itself
   * @param format that it speaks
   */
  Attack(final Icbmsg instance, final LinkFormat format, final SplittableRandom random) {
    this.random = random;
    this.format = format;
    // The region that the follower writes comes first.
    final int own = instance.role() == Role.FOLLOWER ? 0 : 1;
    geometries[own] = instance.txGeometry();
    geometries[1 - own] = instance.rxGeometry();
  }

  /**
   * Attacks.
   *
   * @param bursts how often
   * @param arrivals what has arrived: the best moment is when something is on its way
   * @param parameters whether to lie about the channel's parameters, too
   */
  void run(
      final Path file, final int bursts, final IntSupplier arrivals, final boolean parameters) {
    try (SharedMemory memory = SharedMemory.mapFile(file)) {
      final AtomicBuffer page = memory.region(0, SharedMemory.PAGE_SIZE).buffer();
      final AtomicBuffer[] regions = new AtomicBuffer[2];
      long offset = SharedMemory.PAGE_SIZE;
      for (int i = 0; i < regions.length; i++) {
        final long size = geometries[i].skip() + geometries[i].size();
        regions[i] = memory.region(offset, size).buffer();
        offset = (offset + size + SharedMemory.PAGE_SIZE - 1) & -(long) SharedMemory.PAGE_SIZE;
      }
      final IntFunction<String> liar = liar(regions);
      for (int burst = 0; burst < bursts; burst++) {
        final int before = arrivals.getAsInt();
        for (int i = 0; i < PATIENCE && arrivals.getAsInt() == before; i++) {
          LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NS));
        }
        for (int i = random.nextInt(1, MOST_AT_ONCE); i > 0; i--) {
          lie(page, regions, liar, parameters);
        }
      }
    }
  }

  /** Who writes a lie about the format into a region, by number; the lie's name. */
  private IntFunction<String> liar(final AtomicBuffer[] regions) {
    if (format == LinkFormat.ZEPHYR) {
      return which -> {
        final Lie lie = Lie.draw(random);
        lie.tell(random, regions[which], (RegionGeometry) geometries[which]);
        return lie.name();
      };
    }
    final NativeLie.Place[] places = new NativeLie.Place[2];
    for (int i = 0; i < places.length; i++) {
      places[i] = new NativeLie.Place(
          regions[i], regions[1 - i], geometries[i], geometries[1 - i].blockCount());
    }
    return which -> {
      final NativeLie lie = NativeLie.draw(random);
      lie.tell(random, places[which]);
      return lie.name();
    };
  }

  private void lie(
      final AtomicBuffer page,
      final AtomicBuffer[] regions,
      final IntFunction<String> liar,
      final boolean parameters) {
    final int which = random.nextInt(2);
    switch (random.nextInt(20)) {
      case 0 -> {
        // Who sleeps, and whether anybody ever does.
        final int bell = BELLS + random.nextInt(2) * BELL_DISTANCE;
        page.putInt(bell + Integer.BYTES * random.nextInt(2), random.nextInt(-1, 5));
        count("BELL");
      }
      case 1 -> {
        final int from = parameters ? 0 : HEAD_OF_PAGE;
        page.putByte(random.nextInt(from, page.capacity()), (byte) random.nextInt());
        count("PAGE");
      }
      case 2 -> {
        noise(regions[which], random.nextInt(regions[which].capacity()));
        count("NOISE");
      }
      case 3 -> {
        noise(regions[which], random.nextInt(geometries[which].blocksOffset()));
        count("NOISE_BEFORE_BLOCKS");
      }
      default -> count(liar.apply(which));
    }
  }

  private void noise(final AtomicBuffer region, final int offset) {
    final int length = Math.min(random.nextInt(MOST_NOISE), region.capacity() - offset);
    for (int i = 0; i < length; i++) {
      region.putByte(offset + i, (byte) random.nextInt());
    }
  }

  private void count(final String lie) {
    told.merge(lie, 1, Integer::sum);
  }

  /** How often each lie was told, as {@code NAME=COUNT} words. */
  @Override
  public String toString() {
    return told.entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
  }
}
