package org.intercore.bridgecli.measure;

import static io.aeron.logbuffer.FrameDescriptor.BEGIN_FRAG_FLAG;
import static io.aeron.logbuffer.FrameDescriptor.END_FRAG_FLAG;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.bridge.engine.Engine;

/**
 * Plain Aeron, used as well as a bridge uses it: claims for what fits a datagram, and what does not is
 * put together in place at the other end.
 */
final class AeronLine implements Line {
  private static final int FRAGMENTS_PER_POLL = 64;
  private static final int STREAM = 900;

  private final Engine engine;
  private final ExclusivePublication publication;
  private final Subscription subscription;
  private final BufferClaim claim = new BufferClaim();
  private final UnsafeBuffer out;
  private final UnsafeBuffer in;
  private final FragmentHandler handler = this::onFragment;
  private Sink sink;
  private int filled;

  AeronLine(final Engine engine, final String to, final String at, final int longest) {
    this.engine = engine;
    publication = engine.aeron().addExclusivePublication(to, STREAM);
    subscription = engine.aeron().addSubscription(at, STREAM);
    out = new UnsafeBuffer(new byte[longest]);
    in = new UnsafeBuffer(new byte[longest]);
  }

  @Override
  public boolean isConnected() {
    return publication.isConnected() && subscription.isConnected();
  }

  @Override
  public boolean send(final long value, final int length) {
    out.putLong(0, value);
    if (length > publication.maxPayloadLength()) {
      return publication.offer(out, 0, length) >= 0;
    }
    if (publication.tryClaim(length, claim) < 0) {
      return false;
    }
    claim.buffer().putBytes(claim.offset(), out, 0, length);
    claim.commit();
    return true;
  }

  @Override
  public int poll(final Sink to) {
    sink = to;
    return engine.invoke() + subscription.poll(handler, FRAGMENTS_PER_POLL);
  }

  private void onFragment(
      final DirectBuffer buffer, final int offset, final int length, final Header header) {
    final byte flags = header.flags();
    if ((flags & BEGIN_FRAG_FLAG) != 0) {
      filled = 0;
    }
    in.putBytes(filled, buffer, offset, length);
    filled += length;
    if ((flags & END_FRAG_FLAG) != 0) {
      sink.onMessage(in.getLong(0), filled);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
