package org.intercore.jmh.rpmsg;

import java.util.EnumSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Feature;
import org.intercore.testkit.Held;
import org.intercore.testkit.MessagingTransport;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;
import org.intercore.testkit.Side;

/** A bus as the test kit sees it: channels are endpoints. */
final class RpmsgTransport implements MessagingTransport {
  /**
   * What RPMsg does not have:
   *
   * <ul>
   *   <li>{@code SHRINK_FREES}: a message has its buffer whole, however short it is
   *   <li>{@code FAIR_WAITING}: who waits looks again and again, and whoever looks first gets it
   *   <li>{@code MISUSE_IS_REFUSED}: a buffer is a bare pointer, here its number; a second release
   *       is seen only until the buffer has a new owner
   *   <li>{@code STALE_VIEWS_ARE_SHUT}: all payloads lie open in the same memory
   *   <li>{@code PEER_LOSS}, {@code PEER_RETURNS}: a vring knows nothing of its other side's end;
   *       in the field remoteproc watches over that
   * </ul>
   */
  static final Set<Feature> FEATURES = EnumSet.of(
      Feature.MANY_CHANNELS,
      Feature.ZERO_LENGTH,
      Feature.MANY_CLAIMS,
      Feature.DROP,
      Feature.HOLD,
      Feature.RELEASE_ANY_ORDER,
      Feature.RELEASE_ANY_THREAD,
      Feature.CLAIM_WAITS,
      Feature.WAITING_MAKES_PROGRESS,
      Feature.INTERRUPTIBLE,
      Feature.MANY_SENDER_THREADS);

  private static final int BUFFERS = 32;

  private final Side first;
  private final Side second;

  RpmsgTransport() {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(BUFFERS));
    first = new End(sides.driver());
    second = new End(sides.device());
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public Side first() {
    return first;
  }

  @Override
  public Side second() {
    return second;
  }

  @Override
  public void close() {
    // The memory is the garbage collector's.
  }

  private record End(RpmsgDevice device) implements Side {
    @Override
    public Channel open(final String name, final Receiver receiver) {
      return new EndpointChannel(device.createEndpoint(
          name,
          (endpoint, buffer, offset, length, source) ->
              receiver.onMessage(new Arrived(endpoint, buffer, offset, length))));
    }

    @Override
    public int work() {
      return device.poll();
    }

    @Override
    public void close() {
      // There is nothing to end: see PEER_LOSS.
    }
  }

  private record EndpointChannel(RpmsgEndpoint endpoint) implements Channel {
    @Override
    public boolean isConnected() {
      return endpoint.isBound();
    }

    @Override
    public int maxLength() {
      return endpoint.maxPayload();
    }

    @Override
    public Claim claim(final int length, final long timeoutNs) {
      if (length > maxLength()) {
        return Claim.refused(Outcome.NO_SPACE);
      }
      if (!endpoint.isBound()) {
        return Claim.refused(Outcome.NOT_CONNECTED);
      }
      final int buffer = endpoint.getTxPayloadBuffer(timeoutNs);
      if (buffer >= 0) {
        return new BufferClaim(endpoint, buffer);
      }
      return Claim.refused(
          buffer == RpmsgStatus.INTERRUPTED
              ? Outcome.INTERRUPTED
              : timeoutNs == NO_WAIT ? Outcome.NO_SPACE : Outcome.TIMED_OUT);
    }
  }

  private record BufferClaim(RpmsgEndpoint endpoint, int buffer) implements Claim {
    @Override
    public Outcome outcome() {
      return Outcome.DONE;
    }

    @Override
    public int capacity() {
      return endpoint.maxPayload();
    }

    @Override
    public void put(
        final int offset, final byte[] source, final int sourceOffset, final int count) {
      endpoint
          .memory()
          .putBytes(endpoint.txPayloadOffset(buffer) + offset, source, sourceOffset, count);
    }

    @Override
    public Outcome send(final int length) {
      return endpoint.sendNocopy(buffer, length) >= 0 ? Outcome.DONE : Outcome.NOT_CONNECTED;
    }

    @Override
    public void drop() {
      endpoint.releaseTxBuffer(buffer);
    }
  }

  private record Arrived(RpmsgEndpoint endpoint, DirectBuffer buffer, int start, int length)
      implements Received {
    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      buffer.getBytes(start + offset, into, intoOffset, count);
    }

    @Override
    public Held hold() {
      return new HeldBuffer(endpoint, endpoint.holdRxBuffer());
    }
  }

  private record HeldBuffer(RpmsgEndpoint endpoint, int buffer) implements Held {
    @Override
    public int length() {
      return endpoint.rxPayloadLength(buffer);
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      endpoint
          .memory()
          .getBytes(endpoint.rxPayloadOffset(buffer) + offset, into, intoOffset, count);
    }

    @Override
    public void release() {
      endpoint.releaseRxBuffer(buffer);
    }
  }
}
