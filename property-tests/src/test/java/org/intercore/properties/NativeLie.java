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
      int slot = place.next();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        place.forge(slot, word(random, place), content(random, place));
        slot = (slot + 1) % place.slotCount;
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
  private static final int INLINE = 4;
  private static final int LONGEST_INLINE = 184;
  private static final long LAP = 1L << 63;

  /** Where lies are told: the region that one side writes. */
  public static final class Place {
    private final AtomicBuffer region;
    private final int blocks;
    private final int remote;
    private final long capacity;
    private final int slotsAt;
    private final int slotCount;

    /** A region of this geometry, towards a side with so many blocks. */
    public Place(final AtomicBuffer region, final BlockGeometry geometry, final int remote) {
      this.region = region;
      this.blocks = geometry.blockCount();
      this.remote = remote;
      this.capacity = geometry.maxPayload();
      this.slotsAt = RETURNED_WORDS + (Integer.BYTES * remote + 127 & -128);
      this.slotCount = (geometry.blocksOffset() - slotsAt) / SLOT;
    }

    private int slot(final int index) {
      return slotsAt + index * SLOT;
    }

    /** The first slot that is not of the lap of the one before it. */
    private int next() {
      for (int i = 0; i < slotCount; i++) {
        final long word = region.getLong(slot(i), ByteOrder.LITTLE_ENDIAN);
        final long first = region.getLong(slot(0), ByteOrder.LITTLE_ENDIAN);
        if (word == 0 || (word & LAP) != (first & LAP)) {
          return i;
        }
      }
      return 0;
    }

    /** In the lap that a reader expects there, if nobody else has lied. */
    private void forge(final int slot, final long word, final long content) {
      final long before = region.getLong(slot(slot), ByteOrder.LITTLE_ENDIAN);
      final long lap = before == 0 ? LAP : ~before & LAP;
      putLong(slot(slot) + Long.BYTES, content);
      putLong(slot(slot), word & ~LAP | lap);
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
    final int block = switch (random.nextInt(5)) {
      case 0 -> random.nextInt();
      case 1 ->
        type == INLINE
            ? random.nextInt(LONGEST_INLINE - 9, LONGEST_INLINE + 9)
            : random.nextInt(60);
      default -> random.nextInt(Math.max(place.blocks, place.remote) + 1);
    };
    return (random.nextBoolean() ? LAP : 0)
        | type + 1 << 56
        | address << Integer.SIZE
        | block & 0xFFFF_FFFFL;
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
