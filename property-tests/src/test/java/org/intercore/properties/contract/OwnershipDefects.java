package org.intercore.properties.contract;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Content;
import org.intercore.testkit.Held;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;

/** Transports that do not care whose space it is. */
final class OwnershipDefects {
  private OwnershipDefects() {}

  static final class LosesSpaceOnDrop extends Defect {
    private int count;

    @Override
    void drop(final Claim claim) {
      if (++count % 20 != 0) {
        claim.drop();
      }
    }
  }

  static final class LosesSpaceOnRelease extends Defect {
    private int count;

    @Override
    void receive(final Receiver receiver, final Received message) {
      receiver.onMessage(++count % 100 == 0 ? new HeldAsReceived(message.hold()) : message);
    }
  }

  static final class LosesSpaceOnReleaseByAnotherThread extends Defect {
    private volatile Thread receiving;

    @Override
    void receive(final Receiver receiver, final Received message) {
      receiving = Thread.currentThread();
      receiver.onMessage(message);
    }

    @Override
    void release(final Held held) {
      if (receiving == Thread.currentThread()) {
        held.release();
      }
    }
  }

  /** What it gives is the handler's view, of which nobody knows what it shows later. */
  static final class ReleasesHeldMessagesWithTheHandler extends Defect {
    @Override
    Held hold(final Received message) {
      return new Copy(message, message.copy()) {
        @Override
        public void get(
            final int offset, final byte[] into, final int intoOffset, final int count) {
          message.get(offset, into, intoOffset, count);
        }
      };
    }
  }

  static final class CopiesInsteadOfHolding extends Defect {
    @Override
    Held hold(final Received message) {
      return new Copy(message, message.copy());
    }
  }

  private static class Copy implements Held {
    private final Received original;
    private final byte[] bytes;

    Copy(final Received original, final byte[] bytes) {
      this.original = original;
      this.bytes = bytes;
    }

    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
      System.arraycopy(bytes, offset, into, intoOffset, count);
    }

    @Override
    public void release() {}

    @Override
    public String toString() {
      return "copy of " + original;
    }
  }

  /** Whichever is given up, the space of the oldest goes. */
  static final class ReleasesTheOldest extends Defect {
    private final Queue<Held> order = new ArrayDeque<>();

    @Override
    Held hold(final Received message) {
      final Held held = message.hold();
      order.add(held);
      return held;
    }

    @Override
    void release(final Held held) {
      order.remove().release();
    }
  }

  /** A ring that is read in order: what comes after a held message is held too. */
  static final class GivesSpaceBackInOrder extends Defect {
    private final Queue<Held> order = new ArrayDeque<>();
    private final Set<Held> givenUp = new HashSet<>();

    @Override
    void receive(final Receiver receiver, final Received message) {
      final Held held = message.hold();
      order.add(held);
      final boolean[] kept = new boolean[1];
      receiver.onMessage(new Received() {
        @Override
        public int length() {
          return held.length();
        }

        @Override
        public void get(
            final int offset, final byte[] into, final int intoOffset, final int count) {
          held.get(offset, into, intoOffset, count);
        }

        @Override
        public Held hold() {
          kept[0] = true;
          return held;
        }
      });
      if (!kept[0]) {
        release(held);
      }
    }

    @Override
    void release(final Held held) {
      givenUp.add(held);
      while (!order.isEmpty() && givenUp.remove(order.peek())) {
        order.remove().release();
      }
    }
  }

  /** Sends when the side works, until when a message has all the space that was claimed for it. */
  static final class SendsLate extends Defect {
    private final Queue<Runnable> late = new ArrayDeque<>();

    @Override
    Outcome send(final Claim claim, final int length) {
      late.add(() -> claim.send(length));
      return Outcome.DONE;
    }

    @Override
    void beforeWork() {
      while (!late.isEmpty()) {
        late.remove().run();
      }
    }
  }

  static final class ForgivesMisuse extends Defect {
    private final Map<Received, Held> held = new IdentityHashMap<>();

    @Override
    Outcome send(final Claim claim, final int length) {
      try {
        return claim.send(length);
      } catch (final IllegalStateException misuse) {
        return Outcome.DONE;
      }
    }

    @Override
    void drop(final Claim claim) {
      try {
        claim.drop();
      } catch (final IllegalStateException misuse) {
        // As if nothing had happened.
      }
    }

    @Override
    Held hold(final Received message) {
      try {
        final Held kept = message.hold();
        held.put(message, kept);
        return kept;
      } catch (final IllegalStateException misuse) {
        return held.get(message);
      }
    }

    @Override
    void release(final Held kept) {
      try {
        kept.release();
      } catch (final IllegalStateException misuse) {
        // As if nothing had happened.
      }
    }
  }

  /** Views go on working over memory that has a new owner. */
  static final class LeavesViewsOpen extends Defect {
    private byte[] latest = new byte[0];

    @Override
    void put(
        final Claim claim,
        final int offset,
        final byte[] source,
        final int sourceOffset,
        final int count) {
      latest = source;
      try {
        claim.put(offset, source, sourceOffset, count);
      } catch (final RuntimeException shut) {
        // As if it were still the writer's.
      }
    }

    @Override
    void get(
        final Content content,
        final int offset,
        final byte[] into,
        final int intoOffset,
        final int count) {
      try {
        content.get(offset, into, intoOffset, count);
      } catch (final RuntimeException shut) {
        System.arraycopy(latest, offset, into, intoOffset, count);
      }
    }
  }
}
