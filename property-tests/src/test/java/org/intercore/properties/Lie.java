package org.intercore.properties;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.RegionGeometry;

/** What a peer gone mad writes into a region at any moment: rubbish, and what looks true and is not. */
public enum Lie {
  /** Any byte anywhere. */
  BYTE {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      region.putByte(random.nextInt(region.capacity()), (byte) random.nextInt());
    }
  },
  /** One bit of any byte. */
  BIT {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      flip(random, region, random.nextInt(region.capacity()));
    }
  },
  /** One bit of the ring, indices included. */
  BIT_OF_RING {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      flip(random, region, random.nextInt(geometry.ringAreaLength()));
    }
  },
  /** How far the ring has been read. */
  READ_INDEX {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      putInt(region, 0, index(random, geometry));
    }
  },
  /** Who is there, and whom it has seen. */
  SESSIONS {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      putInt(region, Integer.BYTES, random.nextInt(8) << Short.SIZE | random.nextInt(8));
    }
  },
  /** How far the ring has been written. */
  WRITE_INDEX {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      putInt(region, geometry.ring().writeIndexOffset(), index(random, geometry));
    }
  },
  /** As if one more packet had been written. */
  ONE_PACKET_MORE {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      final int offset = geometry.ring().writeIndexOffset();
      final int now = region.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      putInt(region, offset, (now + 2 * Integer.BYTES) % geometry.ring().dataLength());
    }
  },
  /** A control message that nobody has sent, at the end of the ring. */
  FORGED_MESSAGE {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      final int offset = geometry.ring().writeIndexOffset();
      final int now = region.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      final int length = geometry.ring().dataLength();
      if (now >= 0 && now % Integer.BYTES == 0 && now <= length - 2 * Integer.BYTES) {
        final int at = geometry.ring().dataOffset() + now;
        region.putInt(at, 3 << Short.SIZE, ByteOrder.BIG_ENDIAN);
        putMessage(random, region, at + Integer.BYTES, geometry);
        putInt(region, offset, (now + 2 * Integer.BYTES) % length);
      }
    }
  },
  /** A size at the edge of what a block can hold. */
  SIZE {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      final int block = random.nextInt(geometry.blockCount());
      final long most = geometry.payloadCapacity(geometry.blockCount() - block);
      putInt(region, geometry.offsetOf(block), (int) (most + random.nextInt(-2, 3)));
    }
  },
  /** A message that one could believe, in place of one that is on its way. */
  CONTROL_MESSAGE {
    @Override
    public void tell(
        final SplittableRandom random, final AtomicBuffer region, final RegionGeometry geometry) {
      final int at = geometry.ring().dataOffset()
          + Integer.BYTES * random.nextInt(geometry.ring().dataLength() / Integer.BYTES);
      putMessage(random, region, at, geometry);
    }
  };

  private static final Lie[] ALL = values();

  /** Writes it. */
  public abstract void tell(SplittableRandom random, AtomicBuffer region, RegionGeometry geometry);

  /** Any of them; sizes twice as often, since there are many of them. */
  public static Lie draw(final SplittableRandom random) {
    final int drawn = random.nextInt(ALL.length + 1);
    return drawn == ALL.length ? SIZE : ALL[drawn];
  }

  private static void putMessage(
      final SplittableRandom random,
      final AtomicBuffer region,
      final int at,
      final RegionGeometry geometry) {
    region.putByte(at, (byte) random.nextInt(5));
    region.putByte(at + 1, (byte) random.nextInt(4));
    final int beyond = random.nextInt(4) == 0 ? RegionGeometry.MAX_BLOCKS : 1;
    final int blocks = Math.min(RegionGeometry.MAX_BLOCKS, geometry.blockCount() + beyond);
    region.putByte(at + 2, (byte) random.nextInt(blocks));
  }

  private static int index(final SplittableRandom random, final RegionGeometry geometry) {
    return random.nextInt(4) == 0
        ? random.nextInt()
        : Integer.BYTES * random.nextInt(geometry.ring().dataLength() / Integer.BYTES);
  }

  private static void flip(
      final SplittableRandom random, final AtomicBuffer region, final int offset) {
    region.putByte(offset, (byte) (region.getByte(offset) ^ 1 << random.nextInt(Byte.SIZE)));
  }

  private static void putInt(final AtomicBuffer region, final int offset, final int word) {
    region.putInt(offset, word, ByteOrder.LITTLE_ENDIAN);
  }
}
