package org.intercore.cli.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** The endpoint {@code control}: what came in waits in order until somebody asks for it. */
public final class ControlPort implements BlockHandler {
  /** The endpoint's name on both sides. */
  public static final String NAME = "control";

  private final Queue<ControlMessage> inbox = new ArrayDeque<>();
  private final TxBlock block = new TxBlock();
  private final ZeroCopyEndpoint endpoint;
  private long bonds;
  private String malformed;

  private ControlPort(final Icbmsg link) {
    endpoint = ZeroCopyEndpoint.register(link, NAME, this);
  }

  /** Registers the endpoint. */
  public static ControlPort register(final Icbmsg link) {
    return new ControlPort(link);
  }

  /** Whether both sides have the endpoint. */
  public boolean isBound() {
    return endpoint.isBound();
  }

  /** How often another side has come so far; tells one from the next. */
  public long bonds() {
    return bonds;
  }

  /** What is wrong with a message that could not be read, or null. */
  public String malformed() {
    return malformed;
  }

  /**
   * Sends a message if a block is free right now. A text that no block can hold is cut.
   *
   * @return whether it was sent; a side that has gone is noticed by {@link #isBound()}
   */
  public boolean trySend(final ControlMessage wanted) {
    final ControlMessage message = wanted.cutTo(endpoint.maxPayload());
    final int length = message.length();
    if (endpoint.claim(block, length, Timeout.NO_WAIT) < 0) {
      return false;
    }
    message.encode(block.buffer());
    return block.send(length) >= 0;
  }

  /** The oldest message that nobody has taken yet, or null. */
  public ControlMessage poll() {
    return inbox.poll();
  }

  /** As {@link #poll}, but leaves it. */
  public ControlMessage peek() {
    return inbox.peek();
  }

  @Override
  public void onBlock(final RxBlock received) {
    try {
      inbox.add(ControlMessage.decode(received.buffer(), received.length()));
    } catch (final IllegalArgumentException e) {
      malformed = e.getMessage();
    }
  }

  @Override
  public void onBound(final ZeroCopyEndpoint bound) {
    bonds++;
    // What an earlier side has said is nobody's word any more.
    inbox.clear();
    malformed = null;
  }
}
