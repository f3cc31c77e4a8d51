package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;

/** Numbered messages of mixed sizes on three endpoints, checked byte by byte on the other side. */
public final class Traffic {
  private static final String[] NAMES = {"small", "middle", "large"};
  private static final int[] MAX_SIZE = {40, 600, 9000};
  private static final int HEADER = 12;

  private final long messages;
  private final List<Lane> lanes = new ArrayList<>();

  /** One endpoint: what it has sent and what it has got. */
  private final class Lane extends Inbox {
    private final int maxSize;
    private final Random sizes;
    private Endpoint endpoint;
    private long sent;
    private long received;

    Lane(final int index, final long seed) {
      maxSize = MAX_SIZE[index];
      sizes = new Random(seed + index);
    }

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      require(buffer.getLong(offset) == received, "number " + buffer.getLong(offset));
      require(buffer.getInt(offset + 8) == length, "length " + length);
      for (int i = HEADER; i < length; i++) {
        require(buffer.getByte(offset + i) == content(received, i), "byte " + i);
      }
      received++;
    }

    private void require(final boolean right, final String what) {
      if (!right) {
        throw new AssertionError(
            what + " is wrong in message " + received + " of " + endpoint.name());
      }
    }

    /** Sends one message if there is room for it now. */
    boolean send() {
      if (sent == messages) {
        return false;
      }
      final int length = HEADER + sizes.nextInt(maxSize - HEADER);
      final long token = endpoint.claim(length, Long.MAX_VALUE);
      require(token >= 0, "status " + token);
      final MutableDirectBuffer buffer = endpoint.txRegion().buffer();
      final int offset = endpoint.txPayloadOffset(token);
      buffer.putLong(offset, sent);
      buffer.putInt(offset + 8, length);
      for (int i = HEADER; i < length; i++) {
        buffer.putByte(offset + i, content(sent, i));
      }
      require(endpoint.send(token, length) == length, "answer to send");
      sent++;
      return true;
    }
  }

  public Traffic(final Icbmsg side, final long messages, final long seed) {
    this.messages = messages;
    for (int i = 0; i < NAMES.length; i++) {
      final Lane lane = new Lane(i, seed);
      lane.endpoint = side.register(NAMES[i], lane);
      lanes.add(lane);
    }
  }

  private static byte content(final long number, final int index) {
    return (byte) (number * 31 + index);
  }

  /** Sends and receives everything, on the calling thread alone. */
  public void run(final Icbmsg side) {
    for (final Lane lane : lanes) {
      if (lane.endpoint.awaitBound(org.intercore.icmsg.time.Timeout.FOREVER) != 0) {
        throw new AssertionError("not bound: " + lane.endpoint);
      }
    }
    while (!isDone()) {
      int done = 0;
      for (final Lane lane : lanes) {
        done += lane.send() ? 1 : 0;
      }
      if (done + side.doWork() == 0) {
        Thread.yield();
      }
    }
  }

  private boolean isDone() {
    return lanes.stream().allMatch((lane) -> lane.sent == messages && lane.received == messages);
  }
}
