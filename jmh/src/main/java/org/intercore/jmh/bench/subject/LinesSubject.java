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
 * A ring of lines, each with a word that says that it is new and up to 56 bytes, as the native format
 * has them, and nothing around it: no endpoint, no session, no lock, no check. A control: what it costs
 * beside the floor is the ring's, and what this library costs beside it is the library's.
 */
final class LinesSubject implements Subject {
  private static final int LINE = 64;
  private static final int ROOM = LINE - Long.BYTES;
  private static final int READ = 0;
  private static final int FIRST = 2 * LINE;
  private static final long LAP = 1L << 63;

  private final int lines;

  /** A ring each way of so many lines, a power of two. */
  LinesSubject(final int lines) {
    this.lines = lines;
  }

  @Override
  public String name() {
    return "lines-" + lines;
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.maxSize() <= ROOM && setup.producers() == 1;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final int size = FIRST + lines * LINE;
    final SharedMemory there = Lane.memory(setup, side, Lane.THERE, size);
    final SharedMemory back = setup.duplex() ? Lane.memory(setup, side, Lane.BACK, size) : null;
    final boolean active = side == Side.ACTIVE;
    return new Rings(there, back, active ? there : back, active ? back : there, size);
  }

  private final class Rings implements Port {
    private final SharedMemory there;
    private final SharedMemory back;
    private final AtomicBuffer out;
    private final AtomicBuffer in;

    Rings(
        final SharedMemory there,
        final SharedMemory back,
        final SharedMemory out,
        final SharedMemory in,
        final int size) {
      this.there = there;
      this.back = back;
      this.out = out == null ? null : out.region(0, size).buffer();
      this.in = in == null ? null : in.region(0, size).buffer();
    }

    @Override
    public Sender sender() {
      return new Writer(lines, out);
    }

    @Override
    public Receiver receiver() {
      return new Reader(lines, in);
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

  private static final class Writer implements Sender {
    private final int lines;
    private final AtomicBuffer memory;
    private final SharedWords words;
    private long position;
    private long knownRead;

    Writer(final int lines, final AtomicBuffer memory) {
      this.lines = lines;
      this.memory = memory;
      this.words = SharedWords.of(memory);
    }

    @Override
    public boolean trySend(final Payload payload, final long value) {
      if (position - knownRead == lines) {
        // Acquire, pairs with the release in Reader.poll: what we write over was read.
        knownRead = words.getLongAcquire(READ);
        if (position - knownRead == lines) {
          return false;
        }
      }
      final int line = lineAt(lines, position);
      payload.write(memory, line + Long.BYTES, value);
      // Release, pairs with the acquire in Reader.poll: the message is there before the word.
      words.putLongRelease(line, lapAt(lines, position) | payload.size());
      position++;
      return true;
    }
  }

  private static final class Reader implements Receiver {
    private static final int BATCH = 256;

    private final int lines;
    private final AtomicBuffer memory;
    private final SharedWords words;
    private long position;

    Reader(final int lines, final AtomicBuffer memory) {
      this.lines = lines;
      this.memory = memory;
      this.words = SharedWords.of(memory);
    }

    @Override
    public int poll(final Sink sink) {
      int count = 0;
      int length = next();
      while (length > 0) {
        sink.onMessage(memory, lineAt(lines, position) + Long.BYTES, length);
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
