package org.intercore.jmh.bench.subject;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.bench.spi.Holding;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.rpmsg.Assembler;
import org.intercore.jmh.rpmsg.FragmentFiller;
import org.intercore.jmh.rpmsg.FragmentHandler;
import org.intercore.jmh.rpmsg.FragmentReader;
import org.intercore.jmh.rpmsg.FragmentingSender;
import org.intercore.jmh.rpmsg.RpmsgConfig;
import org.intercore.jmh.rpmsg.RpmsgDevice;
import org.intercore.jmh.rpmsg.RpmsgEndpoint;
import org.intercore.jmh.rpmsg.RpmsgRole;
import org.intercore.jmh.rpmsg.RpmsgStatus;

/**
 * RPMsg over virtio vrings in a mapped file, with the field's buffers of 512 bytes. Both sides poll
 * and nobody is notified. What fits into a buffer is written and read in place; by several threads
 * it is copied, which takes the mutex once and not twice; a single thread needs no mutex. What does
 * not fit goes in parts, which are written in place too, and is put together again, unless only its
 * first word is looked at.
 */
final class RpmsgSubject implements Subject {
  private static final int PLAIN = 1024;
  private static final int IN_PARTS = 1025;
  private static final int NOTHING = -1;

  @Override
  public String name() {
    return "rpmsg";
  }

  @Override
  public boolean supports(final Setup setup) {
    // The parts of several senders' messages would need an endpoint each.
    return setup.producers() == 1 || setup.maxSize() <= RpmsgConfig.defaults().maxPayload();
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    return new Bus(setup, side);
  }

  private static final class Bus implements Port, Receiver, Holding {
    private final SharedMemory memory;
    private final RpmsgDevice device;
    private final RpmsgEndpoint plain;
    private final RpmsgEndpoint inParts;
    private final boolean alone;
    private final int maxSize;
    private final int[] held;
    private Sink sink;
    private int holdInto = NOTHING;

    Bus(final Setup setup, final Side side) {
      alone = setup.producers() == 1;
      maxSize = setup.maxSize();
      final RpmsgConfig config = RpmsgConfig.defaults().withLocks(!alone);
      held = new int[config.buffers()];
      Arrays.fill(held, NOTHING);
      memory = Lane.memory(setup, side, "rpmsg", config.regionLength());
      device = RpmsgDevice.create(
          memory.region(0, config.regionLength()).buffer(),
          side == Side.ACTIVE ? RpmsgRole.DRIVER : RpmsgRole.DEVICE,
          config);
      plain = device.createEndpoint(PLAIN, PLAIN, this::onMessage);
      inParts = device.createEndpoint(
          IN_PARTS,
          IN_PARTS,
          new FragmentReader(
              setup.touched()
                  ? new Assembler(
                      maxSize,
                      (buffer, offset, length, source) -> sink.onMessage(buffer, offset, length))
                  : firstWords()));
    }

    private void onMessage(
        final RpmsgEndpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int source) {
      sink.onMessage(buffer, offset, length);
      if (holdInto != NOTHING) {
        held[holdInto] = endpoint.holdRxBuffer();
        holdInto = NOTHING;
      }
    }

    /** Nobody looks at the rest, so it need not be put together. */
    private FragmentHandler firstWords() {
      final UnsafeBuffer first = new UnsafeBuffer(new byte[Long.BYTES]);
      return (messageLength, position, buffer, offset, length, source) -> {
        if (position == 0) {
          first.putLong(0, buffer.getLong(offset));
        }
        if (position + length == messageLength) {
          sink.onMessage(first, 0, messageLength);
        }
      };
    }

    @Override
    public Sender sender() {
      final Sender small = alone ? new InPlace() : new Copied();
      return maxSize <= plain.maxPayload() ? small : new AnySize(small);
    }

    @Override
    public Receiver receiver() {
      return this;
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      return device.poll();
    }

    @Override
    public Holding holding() {
      return this;
    }

    @Override
    public int messages() {
      return held.length;
    }

    @Override
    public boolean pollInto(final int slot, final Sink to) {
      sink = to;
      holdInto = slot;
      device.poll(1);
      holdInto = NOTHING;
      return held[slot] != NOTHING;
    }

    @Override
    public void release(final int slot) {
      if (held[slot] != NOTHING) {
        plain.releaseRxBuffer(held[slot]);
        held[slot] = NOTHING;
      }
    }

    @Override
    public void close() {
      memory.close();
    }

    private final class InPlace implements Sender {
      @Override
      public boolean trySend(final Payload payload, final long value) {
        final int buffer = plain.getTxPayloadBuffer(0);
        if (buffer < 0) {
          return false;
        }
        payload.write(plain.memory(), plain.txPayloadOffset(buffer), value);
        plain.sendNocopy(buffer, payload.size());
        return true;
      }
    }

    private final class Copied implements Sender {
      private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[plain.maxPayload()]);

      @Override
      public boolean trySend(final Payload payload, final long value) {
        payload.write(scratch, 0, value);
        return plain.trySend(scratch, 0, payload.size()) >= 0;
      }
    }

    /** A message that has begun is brought to its end, so this one waits. */
    private final class AnySize implements Sender, FragmentFiller {
      private final Sender small;
      private final FragmentingSender parts = new FragmentingSender(inParts);
      private Payload filling;
      private long fillingValue;

      AnySize(final Sender small) {
        this.small = small;
      }

      @Override
      public boolean trySend(final Payload payload, final long value) {
        if (payload.size() <= plain.maxPayload()) {
          return small.trySend(payload, value);
        }
        filling = payload;
        fillingValue = value;
        final int status = parts.send(payload.size(), this, RpmsgEndpoint.SEND_TIMEOUT_NS);
        if (status < 0 && status != RpmsgStatus.NO_BUFFER) {
          throw new IllegalStateException("not sent: status " + status);
        }
        return status >= 0;
      }

      @Override
      public void fill(
          final int position,
          final MutableDirectBuffer buffer,
          final int offset,
          final int length) {
        filling.writePart(position, buffer, offset, length, fillingValue);
      }
    }
  }
}
