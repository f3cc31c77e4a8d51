package org.intercore.icbmsg.server;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * that say nothing the oldest is sent away. One thread.
 */
public final class Reception implements AutoCloseable {
  private static final int MOST_WAITING = 32;
  private static final int ACCEPTS_PER_LOOK = 8;

  private final Door door;
  private final Host host;
  private final NanoClock clock;
  private final long patienceNs;
  private final Deque<Visitor> waiting = new ArrayDeque<>();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private WaitingRoom room;

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

  /** One who has not said everything yet. */
  private static final class Visitor {
    private final SocketChannel channel;
    private final long sinceNs;
    // One more than there can be, so that too much is seen.
    private final ByteBuffer said = ByteBuffer.allocate(Greeting.MAX_LENGTH + 1);

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
    return waiting.isEmpty()
        ? Long.MAX_VALUE
        : Math.max(1, patienceNs - (clock.nanoTime() - waiting.getFirst().sinceNs));
  }

  private int accept() {
    int count = 0;
    try {
      while (count < ACCEPTS_PER_LOOK) {
        final SocketChannel knocking = door.tryAccept();
        if (knocking == null) {
          return count;
        }
        count++;
        if (waiting.size() == MOST_WAITING) {
          sendAway(waiting.removeFirst(), "too many others knocked meanwhile");
        }
        waiting.addLast(new Visitor(knocking, clock.nanoTime()));
        if (room != null) {
          room.admit(knocking, SelectionKey.OP_READ);
        }
      }
    } catch (final IOException noDescriptors) {
      // Those who knock wait in the kernel until there are some again.
      return count;
    }
    return count;
  }

  private int hear() {
    int answered = 0;
    final Iterator<Visitor> all = waiting.iterator();
    while (all.hasNext()) {
      final Visitor visitor = all.next();
      final boolean listening = visitor.listen();
      final Greeting greeting = understand(visitor, listening);
      if (greeting != null) {
        all.remove();
        admit(visitor, greeting);
        return answered + 1;
      }
      if (!visitor.channel.isOpen()) {
        all.remove();
        answered++;
      }
    }
    return answered;
  }

  /** What was said, if it was said whole; whoever will never get there is sent away. */
  private Greeting understand(final Visitor visitor, final boolean listening) {
    try {
      final Greeting greeting = Greeting.read(visitor.said.duplicate().flip());
      if (greeting == null && !listening) {
        sendAway(visitor, "the greeting was not whole");
      } else if (greeting == null && clock.nanoTime() - visitor.sinceNs > patienceNs) {
        sendAway(visitor, "the greeting took too long");
      }
      return greeting;
    } catch (final MalformedException e) {
      sendAway(visitor, e.getMessage());
      return null;
    }
  }

  private void sendAway(final Visitor visitor, final String sentence) {
    malformed.incrementAndGet();
    visitor.tell(Answer.no(sentence));
    forget(visitor);
  }

  private void forget(final Visitor visitor) {
    CloseHelper.quietClose(visitor.channel);
    dismiss(visitor.channel);
  }

  /** Else the descriptor of one who was closed would stay until the next sleep. */
  private void dismiss(final SocketChannel visitor) {
    if (room != null) {
      room.dismiss(visitor);
    }
  }

  private void admit(final Visitor visitor, final Greeting greeting) {
    final Answer answer = host.admit(greeting, visitor.channel);
    final boolean told = visitor.tell(answer);
    if (answer.refused()) {
      refused.incrementAndGet();
    }
    if (answer.refused() || !told) {
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
      visitor.tell(Answer.no("the server closes"));
      forget(visitor);
    });
    waiting.clear();
  }
}
