package org.intercore.jmh.bench.subject;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * The lines that a message on Zephyr's wire touches before it can be read, and nothing around them: a
 * write index, a packet of 8 bytes in a ring that says in which block the message lies, and the block,
 * which begins with its length. They depend on each other, so a reader waits for one after the other. A
 * control, and less than the wire needs: what gives a block back is one word, not a packet.
 */
final class WireSubject implements Subject {
  private static final int LINE = 64;
  private static final int BLOCKS = 64;
  private static final int HEADER = Long.BYTES;
  private static final int READ = 0;
  private static final int WRITTEN = 2 * LINE;
  private static final int RING = 4 * LINE;
  private static final int FIRST_BLOCK = RING + 2 * BLOCKS * Long.BYTES;

  @Override
  public String name() {
    return "wire-64";
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.producers() == 1;
  }

  private static int blockSize(final Setup setup) {
    return (HEADER + setup.maxSize() + LINE - 1) / LINE * LINE;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final int size = FIRST_BLOCK + BLOCKS * blockSize(setup);
    final SharedMemory there = Lane.memory(setup, side, Lane.THERE, size);
    final SharedMemory back = setup.duplex() ? Lane.memory(setup, side, Lane.BACK, size) : null;
    final boolean active = side == Side.ACTIVE;
    return new Wire(there, back, active ? there : back, active ? back : there, blockSize(setup));
  }

  private static final class Wire implements Port {
    private final SharedMemory there;
    private final SharedMemory back;
    private final AtomicBuffer out;
    private final AtomicBuffer in;
    private final int blockSize;

    Wire(
        final SharedMemory there,
        final SharedMemory back,
        final SharedMemory out,
        final SharedMemory in,
        final int blockSize) {
      this.there = there;
      this.back = back;
      this.out = memory(out, blockSize);
      this.in = memory(in, blockSize);
      this.blockSize = blockSize;
    }

    private static AtomicBuffer memory(final SharedMemory of, final int blockSize) {
      return of == null ? null : of.region(0, FIRST_BLOCK + BLOCKS * blockSize).buffer();
    }

    @Override
    public Sender sender() {
      return new Writer(out, blockSize);
    }

    @Override
    public Receiver receiver() {
      return new Reader(in, blockSize);
    }

    @Override
    public void close() {
      there.close();
      if (back != null) {
        back.close();
      }
    }
  }

  /** Of a message in the ring, which holds as many as there are blocks, each in the block of its number. */
  private static int packetAt(final long position) {
    return RING + ((int) position & BLOCKS - 1) * Long.BYTES;
  }

  private static final class Writer implements Sender {
    private final AtomicBuffer memory;
    private final SharedWords words;
    private final int blockSize;
    private long position;
    private long knownRead;

    Writer(final AtomicBuffer memory, final int blockSize) {
      this.memory = memory;
      this.words = SharedWords.of(memory);
      this.blockSize = blockSize;
    }

    @Override
    public boolean trySend(final Payload payload, final long value) {
      if (position - knownRead == BLOCKS) {
        // Acquire, pairs with the release in Reader.poll: what we write over was read.
        knownRead = words.getLongAcquire(READ);
        if (position - knownRead == BLOCKS) {
          return false;
        }
      }
      final int number = (int) position & BLOCKS - 1;
      final int block = FIRST_BLOCK + number * blockSize;
      words.putLong(block, payload.size());
      payload.write(memory, block + HEADER, value);
      words.putLong(packetAt(position), number);
      position++;
      // Release, pairs with the acquire in Reader.poll: packet and block are there before the
      // index.
      words.putLongRelease(WRITTEN, position);
      return true;
    }
  }

  private static final class Reader implements Receiver {
    private final AtomicBuffer memory;
    private final SharedWords words;
    private final int blockSize;
    private long position;

    Reader(final AtomicBuffer memory, final int blockSize) {
      this.memory = memory;
      this.words = SharedWords.of(memory);
      this.blockSize = blockSize;
    }

    @Override
    public int poll(final Sink sink) {
      // Acquire, pairs with the release in Writer.trySend.
      final long written = words.getLongAcquire(WRITTEN);
      final int count = (int) (written - position);
      while (position < written) {
        final int block = FIRST_BLOCK + (int) words.getLong(packetAt(position)) * blockSize;
        sink.onMessage(memory, block + HEADER, (int) words.getLong(block));
        position++;
      }
      if (count > 0) {
        // Release, pairs with the acquire in Writer.trySend.
        words.putLongRelease(READ, position);
      }
      return count;
    }
  }
}
