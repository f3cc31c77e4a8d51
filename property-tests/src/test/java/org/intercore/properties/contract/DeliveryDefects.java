package org.intercore.properties.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Content;
import org.intercore.testkit.Held;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;

/** Transports whose messages arrive otherwise than they were sent. */
final class DeliveryDefects {
  private DeliveryDefects() {}

  static final class LosesOneInAThousand extends Defect {
    private int count;

    @Override
    void receive(final Receiver receiver, final Received message) {
      if (++count % 1000 != 0) {
        receiver.onMessage(message);
      }
    }
  }

  static final class LosesSomeLargeOnes extends Defect {
    private int count;

    @Override
    void receive(final Receiver receiver, final Received message) {
      if (message.length() < 1000 || ++count % 20 != 0) {
        receiver.onMessage(message);
      }
    }
  }

  static final class DeliversSomeTwice extends Defect {
    private int count;

    @Override
    void receive(final Receiver receiver, final Received message) {
      receiver.onMessage(message);
      if (++count % 50 == 0) {
        receiver.onMessage(message);
      }
    }
  }

  static final class LetsOneOvertake extends Defect {
    private int count;
    private Held late;

    @Override
    void receive(final Receiver receiver, final Received message) {
      if (late == null && ++count % 10 == 0) {
        late = message.hold();
        return;
      }
      receiver.onMessage(message);
      if (late != null) {
        receiver.onMessage(new HeldAsReceived(late));
        late.release();
        late = null;
      }
    }
  }

  static final class CutsOffTheLastByteOfOneLength extends Defect {
    @Override
    int length(final Content content) {
      final int length = content.length();
      return length == 257 ? length - 1 : length;
    }
  }

  static final class WritesEachByteOnce extends Defect {
    private final Set<Integer> written = new HashSet<>();

    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      written.clear();
      return super.claim(channel, length, timeoutNs);
    }

    @Override
    void put(
        final Claim claim,
        final int offset,
        final byte[] source,
        final int sourceOffset,
        final int count) {
      for (int i = 0; i < count; i++) {
        if (written.add(offset + i)) {
          claim.put(offset + i, source, sourceOffset + i, 1);
        }
      }
    }
  }

  static final class SendsWhatWasClaimed extends Defect {
    @Override
    Outcome send(final Claim claim, final int length) {
      return claim.send(claim.capacity());
    }
  }

  static final class WritesOverTheClaimBeside extends Defect {
    private Claim beside;

    @Override
    void put(
        final Claim claim,
        final int offset,
        final byte[] source,
        final int sourceOffset,
        final int count) {
      claim.put(offset, source, sourceOffset, count);
      if (beside != null && beside != claim) {
        beside.put(beside.capacity() - 1, source, sourceOffset, 1);
      }
      beside = claim;
    }

    @Override
    Outcome send(final Claim claim, final int length) {
      beside = null;
      return claim.send(length);
    }
  }

  static final class MixesChannelsUp extends Defect {
    private final List<Receiver> receivers = new ArrayList<>();
    private int count;

    @Override
    void receive(final Receiver receiver, final Received message) {
      if (!receivers.contains(receiver)) {
        receivers.add(receiver);
      }
      final boolean mixUp = ++count % 7 == 0;
      (mixUp ? receivers.get(count % receivers.size()) : receiver).onMessage(message);
    }
  }
}
