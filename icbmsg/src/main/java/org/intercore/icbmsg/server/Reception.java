package org.intercore.icbmsg.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.intercore.icbmsg.rendezvous.Door;
import org.intercore.icmsg.doorbell.WaitingRoom;

/**
 * Hears those who knock and answers them. Whatever they say or do not say costs a bounded time and a
 * bounded number of descriptors: a greeting has a longest length and a time to come in, and of too many
 * whose greeting is not whole the oldest is sent away. Who has greeted waits for its turn. One thread.
 */
public final class Reception implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final int ACCEPTS_PER_LOOK = 8;
  private static final long DEAF_NS = 20_000_000;

  private final Door door;
  private final Host host;
  private final NanoClock clock;
  private final long patienceNs;
  private final Deque<Visitor> waiting = new ArrayDeque<>();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private WaitingRoom room;
  private boolean deaf;
  private long deafSinceNs;

  /** Decides who is let in. */
  @FunctionalInterface
  public interface Host {
    /**
     * Somebody has greeted.
     *
     * @param greeting what was said
     * @param visitor the connection, which is the host's from now on if the answer is to come in: as
     *     long as it is open, the visitor is alive
     * @return what to say
     */
    Answer admit(Greeting greeting, SocketChannel visitor);
  }

  /** One who was not answered yet. */
  private static final class Visitor {
    private final SocketChannel channel;
    private final long sinceNs;
    // One more than there can be, so that too much is seen.
    private final ByteBuffer said = ByteBuffer.allocate(Greeting.MAX_LENGTH + 1);
    // Null until it is whole.
    private Greeting greeting;

    Visitor(final SocketChannel channel, final long sinceNs) {
      this.channel = channel;
      this.sinceNs = sinceNs;
    }

    /** Takes what has come; false if nothing more will. */
    boolean listen() {
      try {
        return channel.read(said) >= 0;
      } catch (final IOException gone) {
        return false;
      }
    }

    boolean tell(final Answer answer) {
      final ByteBuffer bytes = answer.toBytes();
      try {
        // A new socket has room for one answer; whoever has none left has made that so.
        return channel.write(bytes) >= 0 && !bytes.hasRemaining();
      } catch (final IOException gone) {
        return false;
      }
    }
  }

  /**
   * Nobody waits yet.
   *
   * @param door where they knock; closed together with this
   * @param host who decides
   * @param clock for the patience
   * @param patienceNs how long a greeting may take
   */
  public Reception(final Door door, final Host host, final NanoClock clock, final long patienceNs) {
    this.door = door;
    this.host = host;
    this.clock = clock;
    this.patienceNs = patienceNs;
  }

  /**
   * Lets a knock end the sleep of one who waits in a room.
   *
   * @param where the room
   * @throws IOException if the room is of no use
   */
  public void wakeIn(final WaitingRoom where) throws IOException {
    where.admit(door.listener(), SelectionKey.OP_ACCEPT);
    room = where;
  }

  /**
   * Hears everybody, and lets one in at most, since that takes a while. Never blocks but for what the
   * host does.
   *
   * @return how many were answered or have knocked
   */
  public int work() {
    return accept() + hear();
  }

  /**
   * Whether somebody may be answered without knocking again, and how long that may take at most.
   *
   * @return nanoseconds; {@link Long#MAX_VALUE} if nobody waits
   */
  public long nextLookNs() {
    if (deaf) {
      return DEAF_NS;
    }
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return waiting.getFirst().greeting != null
        ? 1
        : Math.max(1, patienceNs - (clock.nanoTime() - waiting.getFirst().sinceNs));
  }

  private int accept() {
    if (deaf) {
      listenAgain();
    }
    int count = 0;
    try {
      // Where all have greeted and wait for their turn, those who knock wait in the kernel.
      while (count < ACCEPTS_PER_LOOK
          && (waiting.size() < MOST_WAITING || oldestUnheard() != null)) {
        final SocketChannel knocking = door.tryAccept();
        if (knocking == null) {
          return count;
        }
        count++;
        if (waiting.size() == MOST_WAITING) {
          final Visitor oldest = oldestUnheard();
          waiting.remove(oldest);
          sendAway(oldest, Answer.notNow("too many others knocked meanwhile"));
        }
        welcome(new Visitor(knocking, clock.nanoTime()));
      }
    } catch (final IOException noDescriptors) {
      // Those who knock wait in the kernel until there are some again, and wake nobody meanwhile.
      deaf = true;
      deafSinceNs = clock.nanoTime();
      dismiss(door.listener());
    }
    return count;
  }

  /** Heard at once, so that one who has greeted is not taken for one who says nothing. */
  private void welcome(final Visitor visitor) throws IOException {
    if (isStillWelcome(visitor)) {
      waiting.addLast(visitor);
      if (room != null) {
        room.admit(visitor.channel, SelectionKey.OP_READ);
      }
    }
  }

  private void listenAgain() {
    if (clock.nanoTime() - deafSinceNs < DEAF_NS) {
      return;
    }
    deaf = false;
    try {
      if (room != null) {
        wakeIn(room);
      }
    } catch (final IOException closedMeanwhile) {
      // Nobody will sleep there any more.
    }
  }

  private Visitor oldestUnheard() {
    for (final Visitor visitor : waiting) {
      if (visitor.greeting == null) {
        return visitor;
      }
    }
    return null;
  }

  private int hear() {
    int done = 0;
    Visitor first = null;
    final Iterator<Visitor> all = waiting.iterator();
    while (all.hasNext()) {
      final Visitor visitor = all.next();
      if (visitor.greeting == null && !isStillWelcome(visitor)) {
        all.remove();
        done++;
      } else if (visitor.greeting != null && first == null) {
        first = visitor;
      }
    }
    if (first != null) {
      waiting.remove(first);
      admit(first, first.greeting);
      done++;
    }
    return done;
  }

  /** Takes what was said; whoever will never have greeted is sent away. */
  private boolean isStillWelcome(final Visitor visitor) {
    final boolean listening = visitor.listen();
    try {
      visitor.greeting = Greeting.read(visitor.said.duplicate().flip());
      if (visitor.greeting != null) {
        return true;
      }
      if (!listening) {
        sendAway(visitor, Answer.no("the greeting was not whole"));
      } else if (clock.nanoTime() - visitor.sinceNs > patienceNs) {
        sendAway(visitor, Answer.notNow("the greeting took too long"));
      } else {
        return true;
      }
    } catch (final MalformedException e) {
      sendAway(visitor, Answer.no(e.getMessage()));
    }
    return false;
  }

  private void sendAway(final Visitor visitor, final Answer answer) {
    malformed.incrementAndGet();
    visitor.tell(answer);
    forget(visitor);
  }

  private void forget(final Visitor visitor) {
    CloseHelper.quietClose(visitor.channel);
    dismiss(visitor.channel);
  }

  /** Else the descriptor of one who was closed would stay until the next sleep. */
  private void dismiss(final SelectableChannel visitor) {
    if (room != null) {
      room.dismiss(visitor);
    }
  }

  private void admit(final Visitor visitor, final Greeting greeting) {
    final Answer answer = host.admit(greeting, visitor.channel);
    final boolean told = visitor.tell(answer);
    if (answer.isRefusal()) {
      refused.incrementAndGet();
    }
    if (answer.isRefusal() || !told) {
      forget(visitor);
    } else {
      dismiss(visitor.channel);
    }
  }

  /**
   * Clients that were refused with a sentence.
   *
   * @return their number
   */
  public long refused() {
    return refused.get();
  }

  /**
   * Those who said what no client says, too little, or nothing for too long.
   *
   * @return their number
   */
  public long malformed() {
    return malformed.get();
  }

  /** Sends everybody away and closes the door. Idempotent. */
  @Override
  public void close() {
    door.close();
    waiting.forEach(visitor -> {
      visitor.tell(Answer.notNow("the server closes"));
      forget(visitor);
    });
    waiting.clear();
  }
}
