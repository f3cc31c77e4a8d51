package org.intercore.bridge.lane;

import static io.aeron.logbuffer.FrameDescriptor.BEGIN_FRAG_FLAG;
import static io.aeron.logbuffer.FrameDescriptor.END_FRAG_FLAG;
import static io.aeron.logbuffer.FrameDescriptor.UNFRAGMENTED;

import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.intercore.bridge.fault.BridgeFault;
import org.intercore.bridge.wire.Frame;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.status.Status;

/**
 * From a subscription into the blocks that the near program receives. A message in one fragment is
 * copied into a claimed block and sent; of a longer one the first fragment claims the block for the
 * whole, and each fragment is written to its place in it.
 *
 * <p>While no block is free, fragments stay in Aeron's image: its window closes, and the far side's
 * publication takes nothing more. Whatever comes in is believed only as far as it was checked.
 */
public final class InStream implements ControlledFragmentHandler {
  private static final int FRAGMENTS_PER_POLL = 64;
  private static final long NO_BLOCK = -1;
  private static final long NO_WAIT = 0;

  private final byte[] name;
  private final Subscription subscription;
  private final BlockTurn turn;
  private final FaultHandler faults;
  private Endpoint to;
  private int tag;
  private boolean open;
  private boolean discarding;
  private boolean heard;
  private boolean ended;
  private int source;
  // The message that is being put together.
  private long block = NO_BLOCK;
  private int announced;
  private int filled;
  private boolean skipping;
  private boolean lost;
  // How much of the pack that comes next was taken when the last try had to stop.
  private int unpacked;
  // Of this session.
  private long arrived;
  private long handed;
  // Of all.
  private long messages;
  private long bytes;
  private long waits;
  private long undelivered;

  /**
   * A stream that is not open.
   *
   * @param name of the endpoint
   * @param subscription where messages come from
   * @param turn shared by all streams whose messages go into the same blocks
   * @param faults told of what is wrong with what comes in
   */
  public InStream(
      final byte[] name,
      final Subscription subscription,
      final BlockTurn turn,
      final FaultHandler faults) {
    this.name = name.clone();
    this.subscription = subscription;
    this.turn = turn;
    this.faults = faults;
  }

  /**
   * A session begins.
   *
   * @param sessionTag of its frames in this direction
   */
  public void begin(final int sessionTag) {
    tag = sessionTag;
    open = true;
    discarding = false;
    heard = false;
    ended = false;
    skipping = false;
    lost = false;
    unpacked = 0;
    arrived = 0;
    handed = 0;
  }

  /**
   * From now on messages can be handed over.
   *
   * @param endpoint that the near program receives them from
   */
  public void handTo(final Endpoint endpoint) {
    to = endpoint;
  }

  /** The near program has gone: what comes in is counted as undelivered. */
  public void discard() {
    discarding = true;
    giveUpMessage();
    to = null;
  }

  /** The session is over: its frames are not taken any more. */
  public void abandon() {
    discard();
    open = false;
    heard = false;
    handed = 0;
  }

  /**
   * Takes what has come in, as far as there are blocks for it.
   *
   * @return fragments that were taken
   */
  public int poll() {
    return subscription.controlledPoll(this, FRAGMENTS_PER_POLL);
  }

  @Override
  public Action onFragment(
      final DirectBuffer buffer, final int offset, final int length, final Header header) {
    final long word = header.reservedValue();
    if (Frame.versionOf(word) != Frame.VERSION) {
      return fault(BridgeFault.FRAME_VERSION, Frame.versionOf(word));
    }
    if (!open || Frame.tagOf(word) != tag) {
      if (Frame.kindOf(word) == Frame.START) {
        return Action.CONTINUE; // The other side has joined first; it says this again.
      }
      return fault(BridgeFault.FRAME_SESSION, Integer.toUnsignedLong(Frame.tagOf(word)));
    }
    if (heard ? header.sessionId() != source : Frame.kindOf(word) != Frame.START) {
      return fault(BridgeFault.FRAME_SOURCE, header.sessionId());
    }
    return switch (Frame.kindOf(word)) {
      case Frame.DATA -> onData(buffer, offset, length, header.flags(), Frame.lengthOf(word));
      case Frame.PACK -> onPack(buffer, offset, length, header.flags(), Frame.lengthOf(word));
      case Frame.START -> onStart(buffer, offset, length, header.sessionId());
      case Frame.END -> onEnd(buffer, offset, length);
      default -> fault(BridgeFault.FRAME_KIND, Frame.kindOf(word));
    };
  }

  private Action fault(final BridgeFault fault, final long value) {
    faults.onFault(fault, value);
    return Action.CONTINUE;
  }

  private Action onStart(
      final DirectBuffer buffer, final int offset, final int length, final int sessionId) {
    final byte[] said = new byte[length];
    buffer.getBytes(offset, said);
    if (!Arrays.equals(said, name)) {
      return fault(BridgeFault.STREAM_NAME, length);
    }
    heard = true;
    source = sessionId;
    return Action.CONTINUE;
  }

  private Action onEnd(final DirectBuffer buffer, final int offset, final int length) {
    if (length != Long.BYTES) {
      return fault(BridgeFault.FRAGMENT, length);
    }
    final long sent = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    if (sent != arrived) {
      faults.onFault(BridgeFault.MISSING, sent - arrived);
    }
    giveUpMessage();
    ended = true;
    return Action.CONTINUE;
  }

  private Action onData(
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final byte flags,
      final int whole) {
    if ((flags & UNFRAGMENTED) == UNFRAGMENTED) {
      return onWhole(buffer, offset, length, whole);
    }
    if ((flags & BEGIN_FRAG_FLAG) != 0 && !begin(whole, length)) {
      return Action.ABORT;
    }
    add(buffer, offset, length, whole);
    if ((flags & END_FRAG_FLAG) != 0) {
      finish();
    }
    return Action.CONTINUE;
  }

  private Action onWhole(
      final DirectBuffer buffer, final int offset, final int length, final int whole) {
    requireNothingBegun();
    if (whole != length) {
      return spoilt(length);
    }
    return hand(buffer, offset, length);
  }

  /** Hands over one after the other; the same frame comes again if that has to stop in its middle. */
  private Action onPack(
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final byte flags,
      final int whole) {
    requireNothingBegun();
    if ((flags & UNFRAGMENTED) != UNFRAGMENTED || whole != length) {
      return spoilt(length);
    }
    while (unpacked < length) {
      final int at = offset + unpacked + Frame.PACK_HEADER;
      final int left = length - unpacked - Frame.PACK_HEADER;
      final int next = left < 0
          ? 0
          : Short.toUnsignedInt(buffer.getShort(at - Frame.PACK_HEADER, ByteOrder.LITTLE_ENDIAN));
      if (next > left) {
        return spoilt(length);
      }
      if (hand(buffer, at, next) == Action.ABORT) {
        return Action.ABORT;
      }
      unpacked += Frame.PACK_HEADER + next;
    }
    unpacked = 0;
    return Action.CONTINUE;
  }

  private Action spoilt(final int length) {
    unpacked = 0;
    arrived++;
    return fault(BridgeFault.FRAGMENT, length);
  }

  private Action hand(final DirectBuffer buffer, final int offset, final int length) {
    if (!discarding) {
      if (to == null || length > to.maxSmall() && !turn.isOpenTo(this)) {
        return Action.ABORT;
      }
      if (length > to.maxPayload()) {
        arrived++;
        return fault(BridgeFault.TOO_LONG, length);
      }
      final int sent = to.send(buffer, offset, length);
      if (isRefusedForNow(sent)) {
        return Action.ABORT;
      }
      if (sent >= 0) {
        handedOver(length);
        return Action.CONTINUE;
      }
    }
    arrived++;
    undelivered++;
    return Action.CONTINUE;
  }

  /** Whether it is worth while to ask again: there is no block now, or the endpoint is about to be bound. */
  private boolean isRefusedForNow(final long status) {
    if (status == Status.NO_MEMORY || status == Status.BUSY) {
      waits++;
      turn.refused(this);
      return true;
    }
    turn.served(this);
    return false;
  }

  private void handedOver(final int length) {
    arrived++;
    handed++;
    messages++;
    bytes += length;
  }

  /** A message begins; false if there is no block for it now. */
  private boolean begin(final int whole, final int firstLength) {
    requireNothingBegun();
    announced = whole;
    filled = 0;
    if (discarding) {
      skip(true);
      return true;
    }
    if (to == null || !turn.isOpenTo(this)) {
      return false;
    }
    if (whole > to.maxPayload() || whole < firstLength) {
      faults.onFault(whole < firstLength ? BridgeFault.FRAGMENT : BridgeFault.TOO_LONG, whole);
      skip(false);
      return true;
    }
    final long claimed = to.claim(whole, NO_WAIT);
    if (isRefusedForNow(claimed)) {
      return false;
    }
    block = Math.max(NO_BLOCK, claimed);
    if (claimed < 0) {
      skip(true);
    }
    return true;
  }

  /** A message that has no end must not keep its blocks, which the next one may need. */
  private void requireNothingBegun() {
    if (block != NO_BLOCK || skipping) {
      giveUpMessage();
      faults.onFault(BridgeFault.FRAGMENT, filled);
    }
    skipping = false;
    lost = false;
  }

  private void skip(final boolean undeliverable) {
    skipping = true;
    lost = undeliverable;
  }

  private void add(final DirectBuffer buffer, final int offset, final int length, final int whole) {
    if (skipping) {
      return;
    }
    if (block == NO_BLOCK || whole != announced || length > announced - filled) {
      faults.onFault(BridgeFault.FRAGMENT, length);
      giveUpMessage();
      skip(discarding);
      return;
    }
    to.txRegion().buffer().putBytes(to.txPayloadOffset(block) + filled, buffer, offset, length);
    filled += length;
  }

  private void finish() {
    if (block != NO_BLOCK && filled == announced) {
      final int sent = to.send(block, announced);
      block = NO_BLOCK;
      if (sent >= 0) {
        handedOver(announced);
        return;
      }
      lost = true;
    } else if (block != NO_BLOCK) {
      faults.onFault(BridgeFault.FRAGMENT, filled);
      giveUpMessage();
    }
    arrived++;
    if (lost) {
      undelivered++;
    }
    skipping = false;
    lost = false;
  }

  private void giveUpMessage() {
    if (block != NO_BLOCK) {
      to.drop(block);
      block = NO_BLOCK;
      // Its end may still come.
      skip(true);
    }
    turn.served(this);
  }

  /**
   * Whether the other side's stream has begun in this session.
   *
   * @return true once it was heard
   */
  public boolean isHeard() {
    return heard;
  }

  /**
   * Whether the publication that was heard has gone.
   *
   * @return true if nothing more can come from it in this session
   */
  public boolean isCutOff() {
    return heard && !ended && subscription.imageBySessionId(source) == null;
  }

  /**
   * Whether everything of this session has come in.
   *
   * @return true once its end was heard
   */
  public boolean isEnded() {
    return ended;
  }

  /**
   * Messages of this session that were handed over.
   *
   * @return their number
   */
  public long handed() {
    return handed;
  }

  /**
   * Messages that were handed over.
   *
   * @return their number, of all sessions
   */
  public long messages() {
    return messages;
  }

  /**
   * Bytes in these messages.
   *
   * @return their number
   */
  public long bytes() {
    return bytes;
  }

  /**
   * How often a message had to wait for blocks, counted at each try.
   *
   * @return the number
   */
  public long waits() {
    return waits;
  }

  /**
   * Messages that have come in and could not be handed over, since the near program had gone.
   *
   * @return their number
   */
  public long undelivered() {
    return undelivered;
  }
}
