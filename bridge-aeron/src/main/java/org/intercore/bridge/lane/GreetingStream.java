package org.intercore.bridge.lane;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.intercore.bridge.fault.BridgeFault;
import org.intercore.bridge.wire.Greeting;
import org.intercore.icmsg.fault.FaultHandler;

/** The stream on which the two bridges say how they stand, beside those of the endpoints. */
public final class GreetingStream {
  private static final int FRAGMENTS_PER_POLL = 16;

  private final ExclusivePublication publication;
  private final Subscription subscription;
  private final Consumer<Greeting> listener;
  private final FaultHandler faults;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final FragmentHandler handler;

  /**
   * A stream.
   *
   * @param publication where greetings go
   * @param subscription where they come from
   * @param listener told of each that can be read
   * @param faults told of those that cannot
   */
  public GreetingStream(
      final ExclusivePublication publication,
      final Subscription subscription,
      final Consumer<Greeting> listener,
      final FaultHandler faults) {
    this.publication = publication;
    this.subscription = subscription;
    this.listener = listener;
    this.faults = faults;
    this.handler =
        new FragmentAssembler((from, offset, length, header) -> onMessage(from, offset, length));
  }

  /**
   * Says how this side stands.
   *
   * @param greeting to say
   * @return whether Aeron has taken it
   */
  public boolean say(final Greeting greeting) {
    return publication.offer(buffer, 0, greeting.encode(buffer)) >= 0;
  }

  /**
   * Hears what the other side says.
   *
   * @return fragments that were taken
   */
  public int poll() {
    return subscription.poll(handler, FRAGMENTS_PER_POLL);
  }

  private void onMessage(final DirectBuffer from, final int offset, final int length) {
    final int version = Greeting.version(from, offset, length);
    if (version >= 0 && version != Greeting.VERSION) {
      faults.onFault(BridgeFault.GREETING_VERSION, version);
      return;
    }
    final Greeting greeting = Greeting.decode(from, offset, length);
    if (greeting == null) {
      faults.onFault(BridgeFault.GREETING, length);
      return;
    }
    listener.accept(greeting);
  }
}
