package org.intercore.properties.contract;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Feature;
import org.intercore.testkit.Held;
import org.intercore.testkit.MessagingTransport;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;
import org.intercore.testkit.Side;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Two instances as the test kit sees them: channels are endpoints. */
final class IcbmsgTransport implements MessagingTransport {
  /** All there are: what a peer's end means needs sessions. */
  static final Set<Feature> WITH_SESSIONS = EnumSet.allOf(Feature.class);

  static final Set<Feature> WITHOUT_SESSIONS =
      EnumSet.complementOf(EnumSet.of(Feature.PEER_LOSS, Feature.PEER_RETURNS));

  /** One thread alone on each side. */
  static final Set<Feature> CONFINED = EnumSet.complementOf(
      EnumSet.of(Feature.CLAIM_WAITS, Feature.MANY_SENDER_THREADS, Feature.RELEASE_ANY_THREAD));

  private final Set<Feature> features;
  private final Supplier<Icbmsg> seconds;
  private final Runnable cleanup;
  private final InstanceSide first;
  private InstanceSide second;

  IcbmsgTransport(
      final Set<Feature> features,
      final Supplier<Icbmsg> firsts,
      final Supplier<Icbmsg> seconds,
      final Runnable cleanup) {
    this.features = features;
    this.seconds = seconds;
    this.cleanup = cleanup;
    this.first = new InstanceSide(firsts.get());
    this.second = new InstanceSide(seconds.get());
  }

  @Override
  public Set<Feature> features() {
    return features;
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
  public Side restartSecond() {
    second = new InstanceSide(seconds.get());
    return second;
  }

  @Override
  public void close() {
    first.close();
    second.close();
    cleanup.run();
  }

  private static Outcome outcome(final int status) {
    if (status >= 0) {
      return Outcome.DONE;
    }
    return switch (status) {
      case Status.NO_MEMORY -> Outcome.NO_SPACE;
      case Status.TIMED_OUT -> Outcome.TIMED_OUT;
      case Status.INTERRUPTED -> Outcome.INTERRUPTED;
      case Status.BUSY, Status.NOT_CONNECTED -> Outcome.NOT_CONNECTED;
      case Status.CLOSED -> Outcome.CLOSED;
      default -> throw new AssertionError(Status.describe(status));
    };
  }

  private record InstanceSide(Icbmsg instance) implements Side {
    @Override
    public Channel open(final String name, final Receiver receiver) {
      return new EndpointChannel(ZeroCopyEndpoint.register(
          instance, name, block -> receiver.onMessage(new Arrived(block))));
    }

    @Override
    public int work() {
      final int done = instance.doWork();
      if (instance.faults().total() != 0) {
        throw new AssertionError("a peer that does nothing wrong was blamed: " + instance.faults());
      }
      return done;
    }

    @Override
    public void close() {
      instance.close();
    }
  }

  private record EndpointChannel(ZeroCopyEndpoint endpoint) implements Channel {
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
      final TxBlock block = endpoint.claim(length, Timeout.ofNanos(timeoutNs));
      return block.isClaimed()
          ? new BlockClaim(block, block.buffer())
          : Claim.refused(outcome(block.status()));
    }
  }

  /** Keeps the view, as a careless user might. */
  private record BlockClaim(TxBlock block, MutableDirectBuffer view) implements Claim {
    @Override
    public Outcome outcome() {
      return Outcome.DONE;
    }

    @Override
    public int capacity() {
      return block.capacity();
    }

    @Override
    public void put(
        final int offset, final byte[] source, final int sourceOffset, final int count) {
      view.putBytes(offset, source, sourceOffset, count);
    }

    @Override
    public Outcome send(final int length) {
      return IcbmsgTransport.outcome(block.send(length));
    }

    @Override
    public void drop() {
      block.drop();
    }
  }

  private record Arrived(RxBlock block) implements Received {
    @Override
    public int length() {
      return block.length();
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      block.buffer().getBytes(offset, into, intoOffset, count);
    }

    @Override
    public Held hold() {
      final HeldBlock held = block.hold();
      return new HeldMessage(held, held.buffer());
    }
  }

  /** Keeps the view, as a careless user might. */
  private record HeldMessage(HeldBlock block, DirectBuffer view) implements Held {
    @Override
    public int length() {
      return block.length();
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      view.getBytes(offset, into, intoOffset, count);
    }

    @Override
    public void release() {
      block.release();
    }
  }
}
