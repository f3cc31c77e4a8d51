package org.intercore.bridge.lane;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.intercore.bridge.wire.Frame;
import org.intercore.bridge.wire.Greeting;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.status.UnboundReason;

/** One endpoint: its two streams, and how far both sides are with it in the present session. */
public final class Lane implements EndpointHandler {
  private static final long NEVER = 0;

  /** Told on the thread of the bridge's duty cycle. */
  public interface Listener {
    /**
     * The near program's endpoint is bound.
     *
     * @param name of the endpoint
     */
    void onBound(String name);

    /**
     * The near program has gone.
     *
     * @param reason why
     */
    void onProgramGone(UnboundReason reason);
  }

  private final String name;
  private final byte[] nameBytes;
  private final OutStream out;
  private final InStream in;
  private final Listener listener;
  private Endpoint endpoint;
  // What the other bridge says of this session.
  private int flagsThere;
  private long handedThere;
  private long startedNs;

  /**
   * A lane without a session.
   *
   * @param name of the endpoint
   * @param out its stream to the other side
   * @param in its stream from the other side
   * @param listener told what happens
   */
  public Lane(final String name, final OutStream out, final InStream in, final Listener listener) {
    this.name = name;
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    this.out = out;
    this.in = in;
    this.listener = listener;
  }

  /**
   * A session begins.
   *
   * @param mine epoch of this side
   * @param theirs epoch of the other side
   */
  public void begin(final long mine, final long theirs) {
    out.begin(Frame.tag(mine, theirs));
    in.begin(Frame.tag(theirs, mine));
    flagsThere = 0;
    handedThere = 0;
    startedNs = NEVER;
  }

  /**
   * Announces the stream again and again, until it was heard.
   *
   * @param nowNs the time
   * @param againNs how often
   */
  public void start(final long nowNs, final long againNs) {
    if (!isHeardThere() && (startedNs == NEVER || nowNs - startedNs >= againNs)) {
      startedNs = nowNs;
      out.start(nameBytes);
    }
  }

  /**
   * What the other bridge says.
   *
   * @param entry about this endpoint
   */
  public void heard(final Greeting.Entry entry) {
    flagsThere = entry.flags();
    handedThere = entry.handed();
  }

  /**
   * Whether the far program has the endpoint, and nothing that is sent to it from now on can be lost on
   * the way for want of a stream.
   *
   * @return true if the near program's endpoint can be bound
   */
  public boolean isReadyThere() {
    return isHeardThere() && (flagsThere & Greeting.REGISTERED) != 0;
  }

  /**
   * Whether the other bridge has heard the stream begin in this session.
   *
   * @return true once it has said so
   */
  public boolean isHeardThere() {
    return (flagsThere & Greeting.HEARD) != 0;
  }

  /**
   * How this side is with the endpoint.
   *
   * @param isRegistered whether the near program has registered it
   * @return what to say to the other bridge
   */
  public Greeting.Entry entry(final boolean isRegistered) {
    return new Greeting.Entry(
        name,
        (isRegistered ? Greeting.REGISTERED : 0) | (in.isHeard() ? Greeting.HEARD : 0),
        in.handed());
  }

  /**
   * The near program's endpoint is registered at this side too, and will be bound.
   *
   * @param registered the endpoint
   */
  public void attach(final Endpoint registered) {
    endpoint = registered;
    in.handTo(registered);
  }

  /**
   * Whether the near program's endpoint was registered at this side.
   *
   * @return true within a session
   */
  public boolean isAttached() {
    return endpoint != null;
  }

  /** Takes nothing more from the near program and hands nothing more to it. */
  public void detach() {
    in.discard();
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  /**
   * The session is over; what was not handed over is counted.
   *
   * @return messages that are not known to have been handed over at the other side
   */
  public long abandon() {
    detach();
    in.abandon();
    flagsThere = 0;
    return out.abandon(handedThere);
  }

  /**
   * The near program has sent something.
   *
   * @param from the near instance's endpoint
   * @param buffer where the message is
   * @param offset of its first byte
   * @param length in bytes
   * @param rxToken to hold it by
   */
  @Override
  public void onMessage(
      final Endpoint from,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    out.take(from, buffer, offset, length, rxToken);
  }

  @Override
  public void onBound(final Endpoint bound) {
    listener.onBound(name);
  }

  @Override
  public void onUnbound(final Endpoint unbound, final UnboundReason reason) {
    // At once, or the next program would be bound before the far one knows of it.
    detach();
    listener.onProgramGone(reason);
  }

  /**
   * The stream to the other side.
   *
   * @return the stream
   */
  public OutStream out() {
    return out;
  }

  /**
   * The stream from the other side.
   *
   * @return the stream
   */
  public InStream in() {
    return in;
  }

  /**
   * The endpoint's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * What was counted.
   *
   * @return a copy
   */
  public LaneSnapshot snapshot() {
    return new LaneSnapshot(
        name,
        endpoint != null && endpoint.isBound(),
        out.messages(),
        out.bytes(),
        out.waits(),
        in.messages(),
        in.bytes(),
        in.waits(),
        out.undelivered(),
        in.undelivered());
  }
}
