package org.intercore.properties.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.properties.ChildJvm;
import org.intercore.properties.Generators.AnyRings;
import org.intercore.properties.Generators.RingShape;
import org.intercore.properties.Generators.RingStep;
import org.intercore.properties.Generators.RingSteps;
import org.intercore.properties.Generators.SmallRings;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

@Scaled
class PacketRingProperties {
  @Property(tries = 3000)
  void aSmallRingIsAQueue(
      @ForAll(supplier = SmallRings.class) final RingShape shape,
      @ForAll(supplier = RingSteps.class) final List<RingStep> steps) {
    play(shape, steps);
  }

  @Property(tries = 1000)
  void aRingOfAnySizeIsAQueue(
      @ForAll(supplier = AnyRings.class) final RingShape shape,
      @ForAll(supplier = RingSteps.class) final List<RingStep> steps) {
    play(shape, steps);
  }

  private static void play(final RingShape shape, final List<RingStep> steps) {
    final RingModel ring = new RingModel(shape);
    for (final RingStep step : steps) {
      final int someLength = step.between(0, ring.longest() + 2);
      switch (step.kind()) {
        case WRITE -> ring.write(someLength);
        case WRITE_THREE -> ring.writeThree();
        case WRITE_EXACT_FILL -> ring.write(Math.max(0, ring.longestNow()));
        case CLAIM_AND_COMMIT -> ring.claimAndCommit(someLength);
        case CLAIM -> ring.claim(someLength);
        case COMMIT -> ring.commit();
        case READ -> ring.read(ring.longest());
        case READ_INTO_TOO_LITTLE -> ring.read(someLength);
        case PEEK -> ring.peek();
        case CONSUME -> ring.consume();
        case POLL -> ring.poll(step.between(0, 5));
        case POLL_AND_THROW -> ring.pollAndThrow();
        case FETCH_AHEAD -> ring.fetchAhead();
        default -> throw new AssertionError(step);
      }
      ring.check();
    }
    ring.drain();
  }

  @Property(tries = 60)
  void everyPacketPassesAtEveryOffset(@ForAll(supplier = SmallRings.class) final RingShape shape) {
    for (int offset = 0; offset < shape.dataLength(); offset += 4) {
      for (int length = 1; length <= shape.dataLength() - 8; length++) {
        passAt(new RingModel(shape), offset, length, shape.dataLength(), true);
        passAt(new RingModel(shape), offset, length, shape.dataLength(), false);
      }
    }
  }

  /** Two packets that fill the ring exactly, the first one of them with a copy or in place. */
  private static void passAt(
      final RingModel ring,
      final int offset,
      final int length,
      final int dataLength,
      final boolean copy) {
    moveTo(ring, offset, dataLength);
    if (copy) {
      ring.write(length);
    } else {
      ring.claimAndCommit(length);
    }
    ring.check();
    final int rest = Math.max(0, ring.longestNow());
    if (copy) {
      ring.claimAndCommit(rest);
      ring.check();
      ring.read(ring.longest());
      ring.poll(10);
    } else {
      ring.write(rest);
      ring.check();
      ring.peek();
      ring.consume();
      ring.read(ring.longest());
    }
    ring.check();
  }

  /** Packets take 8 or 12 bytes here, which sum up to every multiple of 4 but 4 itself. */
  private static void moveTo(final RingModel ring, final int offset, final int dataLength) {
    int left = offset == 4 ? offset + dataLength : offset;
    while (left > 0) {
      final int length = left % 8 == 0 ? 4 : 8;
      ring.write(length);
      ring.read(length);
      left -= 4 + length;
    }
    ring.checkIsAt(offset);
  }

  @Property(tries = 20)
  void whatOneThreadWritesAnotherReads(
      @ForAll(supplier = SmallRings.class) final RingShape shape, @ForAll final long seed) {
    final GuardedMemory memory = new GuardedMemory(0, shape.size());
    final List<String> faults = new CopyOnWriteArrayList<>();
    final RingTraffic traffic = new RingTraffic(shape, seed, 5_000, faults::add);
    traffic.resetAsWriter(memory.buffer(0));
    final AtomicBuffer ring = memory.buffer(0);
    try (Watchdog.Guarded writer = Watchdog.start("ring writer", () -> traffic.writeAll(ring));
        Watchdog.Guarded reader = Watchdog.start("ring reader", () -> traffic.readAll(ring))) {
      reader.join();
      writer.join();
    }
    assertThat(faults).isEmpty();
    memory.checkCanaries();
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void whatOneProcessWritesAnotherSendsBack(
      @ForAll(supplier = AnyRings.class) final RingShape shape, @ForAll final long seed)
      throws IOException {
    final Path folder = Files.createTempDirectory("icbmsg-ring");
    final Path file = folder.resolve("rings");
    try (SharedMemory memory = SharedMemory.createFile(file, RingEchoProcess.fileSize(shape))) {
      final List<String> faults = new CopyOnWriteArrayList<>();
      final RingTraffic traffic = new RingTraffic(shape, seed, 5_000, faults::add);
      final AtomicBuffer there = RingEchoProcess.there(memory, shape);
      final AtomicBuffer back = RingEchoProcess.back(memory, shape);
      traffic.resetAsWriter(there);
      traffic.resetAsWriter(back);
      try (ChildJvm child = ChildJvm.start(
              RingEchoProcess.class, RingEchoProcess.arguments(file, shape, seed, 5_000));
          Watchdog.Guarded writer = Watchdog.start("ring writer", () -> traffic.writeAll(there));
          Watchdog.Guarded reader = Watchdog.start("ring reader", () -> traffic.readAll(back))) {
        assertThat(child.awaitOutput()).isEqualTo("echoed 5000 packets, 0 faults");
        assertThat(child.exitCode()).isZero();
        reader.join();
        writer.join();
      }
      assertThat(faults).isEmpty();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
