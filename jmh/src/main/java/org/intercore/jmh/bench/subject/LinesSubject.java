package org.intercore.jmh.bench.subject;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
 * A ring of lines, each with a word that says that it is new and up to 56 bytes, as the native format
 * has them, or a word that says in which block the message lies; and nothing around it: no endpoint, no
 * session, no lock, no check, and the blocks are used in turn. A control: what it costs beside the
 * floor is the memory's, and what this library costs beside it is the library's.
 */
final class LinesSubject implements Subject {
  private static final int LINE = 64;
  private static final int ROOM = LINE - Long.BYTES;
  private static final int READ = 0;
  private static final int FIRST = 2 * LINE;
  private static final long LAP = 1L << 63;
  private static final long SEED = 42;

  private final String name;
  private final int lines;
  private final int blocks;
  // Which of the blocks are used, in this order, again and again.
  private final int[] inTurn;
  private final boolean locked;

  private LinesSubject(
      final String name,
      final int lines,
      final int blocks,
      final int[] inTurn,
      final boolean locked) {
    this.name = name;
    this.lines = lines;
    this.blocks = blocks;
    this.inTurn = inTurn;
    this.locked = locked;
  }

  /** A ring each way of so many lines, a power of two, that hold the messages themselves. */
  static LinesSubject ofLines(final int lines) {
    return new LinesSubject("lines-" + lines, lines, 0, new int[0], false);
  }

  /**
   * As {@link #ofLines}, but before each message the sender takes a locked instruction in memory of its own,
   * as it must where another thread might send.
   */
  static LinesSubject ofLockedLines(final int lines) {
    return new LinesSubject("lines-" + lines + "-locked", lines, 0, new int[0], true);
  }

  /** As {@link #ofLines}, and so many blocks each way that hold the messages. */
  static LinesSubject ofBlocks(final int lines, final int blocks) {
    final int[] all = IntStream.range(0, blocks).toArray();
    return new LinesSubject("blocks-" + blocks, lines, blocks, all, false);
  }

  /**
   * As {@link #ofBlocks}, but half of them are never used, as if they were held. Which ones is drawn, the same
   * always.
   */
  static LinesSubject ofHalfOfBlocks(final int lines, final int blocks) {
    final int[] half =
        new Random(SEED).ints(0, blocks).distinct().limit(blocks / 2).sorted().toArray();
    return new LinesSubject("blocks-half-of-" + blocks, lines, blocks, half, false);
  }

  private boolean isOfBlocks() {
    return blocks > 0;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return (isOfBlocks() || setup.maxSize() <= ROOM) && setup.producers() == 1;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final int blockSize = isOfBlocks() ? (setup.maxSize() + LINE - 1) / LINE * LINE : 0;
    final int size = FIRST + lines * LINE + blocks * blockSize;
    final SharedMemory there = Lane.memory(setup, side, Lane.THERE, size);
    final SharedMemory back = setup.duplex() ? Lane.memory(setup, side, Lane.BACK, size) : null;
    final boolean active = side == Side.ACTIVE;
    return new Rings(there, back, active ? there : back, active ? back : there, size, blockSize);
  }

  private final class Rings implements Port {
    private final SharedMemory there;
    private final SharedMemory back;
    private final AtomicBuffer out;
    private final AtomicBuffer in;
    private final int blockSize;

    Rings(
        final SharedMemory there,
        final SharedMemory back,
        final SharedMemory out,
        final SharedMemory in,
        final int size,
        final int blockSize) {
      this.there = there;
      this.back = back;
      this.out = out == null ? null : out.region(0, size).buffer();
      this.in = in == null ? null : in.region(0, size).buffer();
      this.blockSize = blockSize;
    }

    @Override
    public Sender sender() {
      if (isOfBlocks()) {
        return new BlockWriter(lines, inTurn, blockSize, out);
      }
      return locked ? new LockedWriter(lines, out) : new Writer(lines, out);
    }

    @Override
    public Receiver receiver() {
      return new Reader(lines, isOfBlocks(), in);
    }

    @Override
    public void close() {
      there.close();
      if (back != null) {
        back.close();
      }
    }
  }

  private static int lineAt(final int lines, final long position) {
    return FIRST + ((int) position & lines - 1) * LINE;
  }

  private static long lapAt(final int lines, final long position) {
    return (position & lines) == 0 ? LAP : 0;
  }

  private static class Writer implements Sender {
    final AtomicBuffer memory;
    final SharedWords words;
    long position;
    private final int lines;
    private final int most;
    private long knownRead;

    Writer(final int lines, final AtomicBuffer memory) {
      this(lines, lines, memory);
    }

    Writer(final int lines, final int most, final AtomicBuffer memory) {
      this.lines = lines;
      this.most = most;
      this.memory = memory;
      this.words = SharedWords.of(memory);
    }

    @Override
    public final boolean trySend(final Payload payload, final long value) {
      if (position - knownRead == most) {
        // Acquire, pairs with the release in Reader.poll: what we write over was read.
        knownRead = words.getLongAcquire(READ);
        if (position - knownRead == most) {
          return false;
        }
      }
      final int line = lineAt(lines, position);
      write(payload, value, line + Long.BYTES);
      // Release, pairs with the acquire in Reader.next: the message is there before the word.
      words.putLongRelease(line, lapAt(lines, position) | payload.size());
      position++;
      return true;
    }

    void write(final Payload payload, final long value, final int at) {
      payload.write(memory, at, value);
    }
  }

  private static final class LockedWriter extends Writer {
    private final AtomicLong turns = new AtomicLong();

    LockedWriter(final int lines, final AtomicBuffer memory) {
      super(lines, memory);
    }

    @Override
    void write(final Payload payload, final long value, final int at) {
      turns.getAndIncrement();
      super.write(payload, value, at);
    }
  }

  private static final class BlockWriter extends Writer {
    private final int[] offsets;

    BlockWriter(
        final int lines, final int[] inTurn, final int blockSize, final AtomicBuffer memory) {
      super(lines, Math.min(lines, inTurn.length), memory);
      final int first = FIRST + lines * LINE;
      offsets = Arrays.stream(inTurn).map(block -> first + block * blockSize).toArray();
    }

    @Override
    void write(final Payload payload, final long value, final int at) {
      final int offset = offsets[(int) (position % offsets.length)];
      super.write(payload, value, offset);
      words.putLong(at, offset);
    }
  }

  private static final class Reader implements Receiver {
    private static final int BATCH = 256;

    private final int lines;
    private final boolean inBlocks;
    private final AtomicBuffer memory;
    private final SharedWords words;
    private long position;

    Reader(final int lines, final boolean inBlocks, final AtomicBuffer memory) {
      this.lines = lines;
      this.inBlocks = inBlocks;
      this.memory = memory;
      this.words = SharedWords.of(memory);
    }

    @Override
    public int poll(final Sink sink) {
      int count = 0;
      int length = next();
      while (length > 0) {
        final int content = lineAt(lines, position) + Long.BYTES;
        sink.onMessage(memory, inBlocks ? (int) words.getLong(content) : content, length);
        position++;
        count++;
        length = count < BATCH ? next() : 0;
      }
      if (count > 0) {
        // Release, pairs with the acquire in Writer.trySend.
        words.putLongRelease(READ, position);
      }
      return count;
    }

    /** The length of the next message; 0 if there is none. */
    private int next() {
      // Acquire, pairs with the release in Writer.trySend.
      final long word = words.getLongAcquire(lineAt(lines, position));
      return (word & LAP) == lapAt(lines, position) ? (int) word : 0;
    }
  }
}
