package org.intercore.properties;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.BlockGeometry;

/** As {@link Lie}, in a region of the native format. */
public enum NativeLie {
  /** Any byte anywhere. */
  BYTE {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      place.region.putByte(random.nextInt(place.region.capacity()), (byte) random.nextInt());
    }
  },
  /** One bit of any word that is not in a block. */
  BIT {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      final int offset = random.nextInt(place.slotsAt + place.slotCount * SLOT);
      final int bit = 1 << random.nextInt(Byte.SIZE);
      place.region.putByte(offset, (byte) (place.region.getByte(offset) ^ bit));
    }
  },
  /** Who is there, and whom it has seen. */
  SESSIONS {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      place.putInt(0, random.nextInt(8) << Short.SIZE | random.nextInt(8));
    }
  },
  /** How many messages of the other side were read: near the truth, or far from it. */
  READ_COUNT {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      final long now = place.region.getLong(READ, ByteOrder.LITTLE_ENDIAN);
      place.putLong(
          READ, random.nextInt(4) == 0 ? random.nextLong() : now + random.nextInt(-200, 300));
    }
  },
  /** That a block of the other side was released, under a name that it may have. */
  RETURNED {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      final int at = RETURNED_WORDS + Integer.BYTES * random.nextInt(place.remote);
      final int now = place.region.getInt(at, ByteOrder.LITTLE_ENDIAN);
      place.putInt(at, now + random.nextInt(-1, 4));
    }
  },
  /** Any message in any slot, of either lap. */
  SLOT_WORD {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      place.putLong(place.slot(random.nextInt(place.slotCount)), word(random, place));
    }
  },
  /** Messages that nobody has sent, where the next ones are expected. */
  FORGED_MESSAGES {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      final long next = place.next();
      // The first one last: until then the reader looks at that slot, and finds all of them behind
      // it.
      for (int i = random.nextInt(1, 4) - 1; i >= 0; i--) {
        place.forge(next + i, word(random, place), content(random, place));
      }
    }
  },
  /** Another length or name of a message in a block. */
  CONTENT {
    @Override
    public void tell(final SplittableRandom random, final Place place) {
      place.putLong(
          place.slot(random.nextInt(place.slotCount)) + Long.BYTES, content(random, place));
    }
  };

  private static final NativeLie[] ALL = values();
  private static final int READ = 128;
  private static final int RETURNED_WORDS = 256;
  private static final int SLOT = 64;
  private static final int TYPE_SHIFT = 56;
  private static final int INLINE = 4;
  private static final int LONGEST_INLINE = 184;
  private static final long LAP = 1L << 63;

  /** Where lies are told: the region that one side writes. */
  public static final class Place {
    private final AtomicBuffer region;
    private final AtomicBuffer readers;
    private final int blocks;
    private final int remote;
    private final long capacity;
    private final int slotsAt;
    private final int slotCount;

    /**
     * A place.
     *
     * @param region that one side writes
     * @param readers the region of the other side, which says there what it has read
     * @param geometry of the region
     * @param remote how many blocks the other side has
     */
    public Place(
        final AtomicBuffer region,
        final AtomicBuffer readers,
        final BlockGeometry geometry,
        final int remote) {
      this.region = region;
      this.readers = readers;
      this.blocks = geometry.blockCount();
      this.remote = remote;
      this.capacity = geometry.maxPayload();
      this.slotsAt = RETURNED_WORDS + (Integer.BYTES * remote + 127 & -128);
      this.slotCount = (geometry.blocksOffset() - slotsAt) / SLOT;
    }

    private int slot(final long position) {
      return slotsAt + (int) (position & slotCount - 1) * SLOT;
    }

    private long lap(final long position) {
      return (position & slotCount) == 0 ? LAP : 0;
    }

    /** Where the next message is expected: behind what is there from what was read on. */
    private long next() {
      long position = readers.getLong(READ, ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < slotCount; i++) {
        final long word = region.getLong(slot(position), ByteOrder.LITTLE_ENDIAN);
        if ((word & LAP) != lap(position) || (word & ~LAP) == 0) {
          break;
        }
        position += slotsOf(word);
      }
      return position;
    }

    private static int slotsOf(final long word) {
      final int length = (int) word;
      return (word & ~LAP) >>> TYPE_SHIFT == INLINE + 1 && length > 0 && length <= LONGEST_INLINE
          ? (length + Long.BYTES + SLOT - 1) / SLOT
          : 1;
    }

    /** In the lap that a reader expects there. */
    private void forge(final long position, final long word, final long content) {
      putLong(slot(position) + Long.BYTES, content);
      putLong(slot(position), word & ~LAP | lap(position));
    }

    private void putInt(final int offset, final int word) {
      region.putInt(offset, word, ByteOrder.LITTLE_ENDIAN);
    }

    private void putLong(final int offset, final long word) {
      region.putLong(offset, word, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Writes it. */
  public abstract void tell(SplittableRandom random, Place place);

  /** Any of them; messages that nobody has sent twice as often. */
  public static NativeLie draw(final SplittableRandom random) {
    final int drawn = random.nextInt(ALL.length + 1);
    return drawn == ALL.length ? FORGED_MESSAGES : ALL[drawn];
  }

  /** Writes any of them. */
  public static void tellAny(final SplittableRandom random, final Place place) {
    draw(random).tell(random, place);
  }

  private static long word(final SplittableRandom random, final Place place) {
    final long type = random.nextInt(random.nextInt(10) == 0 ? 127 : 6);
    final long address = random.nextInt(random.nextInt(5) == 0 ? 1 << 24 : 4);
    final int block = type == INLINE ? inlineLength(random) : block(random, place);
    return (random.nextBoolean() ? LAP : 0)
        | type + 1 << TYPE_SHIFT
        | address << Integer.SIZE
        | block & 0xFFFF_FFFFL;
  }

  private static int inlineLength(final SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(LONGEST_INLINE - 9, LONGEST_INLINE + 9);
      default -> random.nextInt(LONGEST_INLINE + 1);
    };
  }

  private static int block(final SplittableRandom random, final Place place) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(60);
      default -> random.nextInt(Math.max(place.blocks, place.remote) + 1);
    };
  }

  private static long content(final SplittableRandom random, final Place place) {
    final long length = switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> place.capacity + random.nextInt(-2, 3);
      default -> random.nextLong(place.capacity + 1);
    };
    return (long) random.nextInt(random.nextBoolean() ? 20 : Integer.MAX_VALUE) << Integer.SIZE
        | length & 0xFFFF_FFFFL;
  }
}
