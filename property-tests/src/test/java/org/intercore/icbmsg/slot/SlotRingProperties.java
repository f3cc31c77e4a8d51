package org.intercore.icbmsg.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * A thread writes slots and blocks, another one reads them. Hunts for messages that are seen before they are
 * whole, overwritten before they are read, lost, doubled or out of order.
 */
@Scaled
class SlotRingProperties {
  private static final int MESSAGES = 60_000;
  private static final int BLOCK_LONGS = 8;

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void whatOneThreadWritesAnotherReadsWholeOnceAndInOrder(
      @ForAll @IntRange(min = 1, max = 70) final int local, @ForAll final long seed) {
    final Ring ring = new Ring(local, seed);
    final AtomicBoolean over = new AtomicBoolean();
    try (Watchdog.Guarded writing = Watchdog.start("writer", () -> ring.write(over))) {
      Watchdog.guard("reader", ring::read);
      over.set(true);
      writing.join();
    } finally {
      over.set(true);
    }
  }

  /** A region, the other side's words, and the numbers of messages as their content. */
  private static final class Ring {
    private final SplittableRandom random;
    private final SlotGeometry geometry;
    private final AtomicBuffer own;
    private final SlotLinkWords words;
    private final SlotWriter writer;
    private final SlotReader reader;

    Ring(final int local, final long seed) {
      random = new SplittableRandom(seed);
      geometry = SlotGeometry.of(SlotGeometry.regionSizeFor(local, 1, 64), local, 1);
      own = SharedMemory.allocate(geometry.size()).region(0, geometry.size()).buffer();
      words = new SlotLinkWords(local);
      writer = new SlotWriter(SharedWords.of(own), words.memory, geometry);
      reader = new SlotReader(SharedWords.of(own), words.memory, geometry);
      reader.dirties(true);
    }

    void write(final AtomicBoolean over) {
      final AtomicBuffer small = Buffers.allocate(SlotWord.MAX_INLINE);
      final int[] generations = new int[geometry.blockCount()];
      long number = 0;
      while (number < MESSAGES && !over.get()) {
        final int block = random.nextInt(geometry.blockCount());
        if (random.nextBoolean()) {
          writer.fetchNext();
        }
        if (random.nextInt(3) > 0) {
          final int length = 8 * random.nextInt(SlotWord.MAX_INLINE / 8 + 1);
          for (int at = 0; at < length; at += 8) {
            small.putLong(at, deceptive(number));
          }
          while (!writer.writeInline((int) number & 0xFFFF, small, 0, length) && !over.get()) {
            Thread.onSpinWait();
          }
          number++;
        } else if (words.returned(block) == generations[block]) {
          generations[block]++;
          for (int i = 0; i < BLOCK_LONGS; i++) {
            own.putLong(geometry.offsetOf(block) + 8 * i, number);
          }
          writer.writeRun(
              ControlMessage.event(ControlMessage.DATA, (int) number & 0xFFFF, block),
              generations[block],
              (int) number);
          number++;
        }
      }
    }

    void read() {
      for (int number = 0; number < MESSAGES; ) {
        final boolean expected = reader.hasNext();
        final long event = reader.take();
        if (event == Inbox.NOTHING) {
          assertThat(expected).isFalse();
          Thread.onSpinWait();
          continue;
        }
        if (ControlMessage.type(event) == ControlMessage.SKIP) {
          reader.done();
          continue;
        }
        if (ControlMessage.endpoint(event) != (number & 0xFFFF)) {
          throw new AssertionError("message " + number + " is told as " + Long.toHexString(event));
        }
        final int block = ControlMessage.block(event);
        if (ControlMessage.type(event) == ControlMessage.INLINE) {
          check(deceptive(number), reader.offset(), block / 8);
          reader.done();
        } else {
          assertThat(reader.length()).isEqualTo(number);
          final int generation = reader.generation();
          reader.done();
          check(number, geometry.offsetOf(block), BLOCK_LONGS);
          words.release(block, generation);
        }
        number++;
      }
      assertThat(reader.take()).isEqualTo(Inbox.NOTHING);
    }

    /** What would be a new slot's first word in one round or the other. */
    private static long deceptive(final long number) {
      return number % 2 == 0 ? ~number : number | 1L << 56;
    }

    private void check(final long content, final int offset, final int longs) {
      for (int i = 0; i < longs; i++) {
        final long found = own.getLong(offset + 8 * i);
        if (found != content) {
          throw new AssertionError(
              Long.toHexString(found) + " in the place of " + Long.toHexString(content));
        }
      }
    }
  }
}
