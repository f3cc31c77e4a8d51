package org.intercore.icbmsg;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icbmsg.server.Reception;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.SocketDoorbell;
import org.intercore.icmsg.doorbell.WaitingRoom;
import org.intercore.icmsg.sync.Turn;

/**
 * A part of a server's work: some of its clients, one after the other, each with a bounded number of
 * messages. One thread at a time. What a callback throws comes out of {@link #doWork()}, and the next
 * call goes on behind that client.
 */
public final class ServerWorker implements Agent {
  /** How often one looks at the door who does not sleep: a look is a system call. */
  private static final long DOOR_INTERVAL_NS = 1_000_000;
  /** How long one sleeps where not everything can be heard. */
  private static final long DEAF_NAP_NS = 1_000_000;

  private final IcbmsgServer server;
  private final int number;
  private final Turn turn = new Turn("part of a server");
  private final Queue<ServerClient> arrivals = new ConcurrentLinkedQueue<>();
  private final BooleanSupplier ready = this::isReady;
  private final WaitingRoom room;
  private Reception reception;
  // Of whoever has the turn.
  private ServerClient[] clients = {};
  private SocketDoorbell[] bells = {};
  private int next;
  private boolean deaf;
  private long lookedNs;
  // Somebody wants something of this worker: to part with a client, or to end.
  private volatile boolean asked;
  private volatile boolean closed;
  private final AtomicInteger load = new AtomicInteger();
  private volatile Thread sleeper;

  ServerWorker(final IcbmsgServer server, final int number) {
    this.server = server;
    this.number = number;
    this.room = open();
    this.deaf = room == null;
    this.lookedNs = server.nanoTime() - DOOR_INTERVAL_NS;
  }

  private static WaitingRoom open() {
    try {
      return WaitingRoom.open();
    } catch (final IOException noDescriptors) {
      return null;
    }
  }

  /** This one also looks after the door; before it works. */
  void receive(final Reception at) {
    reception = at;
    try {
      if (room != null) {
        reception.wakeIn(room);
      }
    } catch (final IOException unheard) {
      deaf = true;
    }
  }

  /** How many clients it has, those who are about to come too. */
  int load() {
    return load.get();
  }

  /** Takes over a client; any thread. */
  void take(final ServerClient client) {
    load.incrementAndGet();
    arrivals.add(client);
    wake();
  }

  /** Says that there is something to do that no bell tells; any thread. */
  void ask() {
    asked = true;
    wake();
  }

  private void wake() {
    // Full fence, pairs with the volatile write of the sleeper: either it sees what was made, or we
    // see it.
    VarHandle.fullFence();
    final Thread sleeping = sleeper;
    if (sleeping == null) {
      return;
    }
    if (room == null) {
      LockSupport.unpark(sleeping);
    } else {
      room.wake(sleeping);
    }
  }

  /**
   * Works for each client once, and looks now and then who knocks. Never blocks by itself; to let a client
   * in or out takes as long as to make its files or to remove them.
   *
   * @return how much was done; 0 = nothing
   * @throws IllegalStateException if another thread is at it, or a callback calls
   */
  @Override
  public int doWork() {
    turn.takeForPoll();
    try {
      return closed ? 0 : work();
    } finally {
      turn.give();
    }
  }

  private int work() {
    asked = false;
    int done = takeArrivals();
    final ServerClient[] now = clients;
    for (int i = 0; i < now.length && !closed; i++) {
      // Counted first: whoever throws has had its turn.
      next = next + 1 < now.length ? next + 1 : 0;
      done += now[next].doWork();
    }
    // Another one comes first the next time.
    next = next + 1 < now.length ? next + 1 : 0;
    done += lookAtTheDoor();
    return done + forgetGone();
  }

  private int lookAtTheDoor() {
    if (reception == null || closed) {
      return 0;
    }
    final long nowNs = server.nanoTime();
    if (nowNs - lookedNs < DOOR_INTERVAL_NS) {
      return 0;
    }
    final int done = reception.work();
    // While people come it is looked at in each round.
    lookedNs = done > 0 ? nowNs - DOOR_INTERVAL_NS : nowNs;
    return done;
  }

  private int takeArrivals() {
    ServerClient arrived = arrivals.poll();
    if (arrived == null) {
      return 0;
    }
    final List<ServerClient> all = new ArrayList<>(Arrays.asList(clients));
    int count = 0;
    while (arrived != null) {
      all.add(arrived);
      count++;
      moveBell(arrived);
      arrived = arrivals.poll();
    }
    clientsAre(all);
    return count;
  }

  private void moveBell(final ServerClient client) {
    final SocketDoorbell bell = client.instance().bellToSleepAt();
    try {
      if (bell != null && room != null) {
        bell.moveTo(room);
      }
    } catch (final IOException unheard) {
      deaf = true;
    }
  }

  private int forgetGone() {
    int gone = 0;
    for (final ServerClient client : clients) {
      gone += client.isGone() ? 1 : 0;
    }
    if (gone > 0) {
      load.addAndGet(-gone);
      clientsAre(Arrays.stream(clients).filter(client -> !client.isGone()).toList());
    }
    return gone;
  }

  private void clientsAre(final List<ServerClient> all) {
    clients = all.toArray(new ServerClient[0]);
    next = Math.min(next, Math.max(0, clients.length - 1));
    final SocketDoorbell[] found = new SocketDoorbell[clients.length];
    boolean allHeard = true;
    for (int i = 0; i < found.length; i++) {
      found[i] = clients[i].instance().bellToSleepAt();
      allHeard &= found[i] != null;
    }
    bells = allHeard ? found : null;
  }

  /**
   * Blocks until there may be something to do, at most as long as said. For the thread that works. Returns
   * early now and then for no reason.
   */
  void awaitWork(final long timeoutNs) {
    final ServerClient[] now = clients;
    int begun = 0;
    boolean news = true;
    // Before the last look, pairs with the fence in wake.
    sleeper = Thread.currentThread();
    try {
      long napNs = timeoutNs;
      while (begun < now.length) {
        if (!now[begun].instance().beginSleep()) {
          return; // It was closed just now.
        }
        napNs = Math.min(napNs, now[begun].instance().workersNapNs());
        begun++;
      }
      news = sleep(napNs);
    } finally {
      sleeper = null;
      for (int i = 0; i < begun; i++) {
        now[i].instance().endSleep(news);
      }
      lookedNs = server.nanoTime() - DOOR_INTERVAL_NS;
    }
  }

  private boolean sleep(final long napNs) {
    final long longest =
        reception == null ? napNs : Math.min(napNs, Math.max(1, reception.nextLookNs()));
    return deaf || bells == null
        ? Doorbell.polling().await(ready, Math.min(longest, DEAF_NAP_NS))
        : room.awaitUrgent(bells, ready, longest);
  }

  private boolean isReady() {
    if (asked || closed || !arrivals.isEmpty()) {
      return true;
    }
    for (final ServerClient client : clients) {
      if (client.instance().hasWork()) {
        return true;
      }
    }
    return false;
  }

  /** Nobody is let in any more. Waits for a round of work that is under way. */
  void closeReception() {
    final boolean mine = turn.take();
    try {
      if (reception != null) {
        reception.close();
      }
    } finally {
      giveIf(mine);
    }
  }

  /** Whether all that was sent to its clients was taken. */
  boolean isDrained() {
    final boolean mine = turn.take();
    try {
      takeArrivals();
      for (final ServerClient client : clients) {
        if (client.isConnected() && !client.isDrained()) {
          return false;
        }
      }
      return true;
    } finally {
      giveIf(mine);
    }
  }

  /** Parts with all clients. Waits for a round of work that is under way. */
  void close() {
    final boolean mine = turn.take();
    try {
      closed = true;
      takeArrivals();
      closeFrom(0);
    } finally {
      clientsAre(List.of());
      giveIf(mine);
      wake();
      if (room != null) {
        room.close();
      }
    }
  }

  /** One after the other, whatever the handlers throw. */
  private void closeFrom(final int first) {
    int i = first;
    try {
      while (i < clients.length) {
        final ServerClient client = clients[i++];
        if (!client.isGone()) {
          client.go(GoneReason.SERVER_CLOSED);
        }
      }
    } finally {
      if (i < clients.length) {
        closeFrom(i);
      }
    }
  }

  private void giveIf(final boolean mine) {
    if (mine) {
      turn.give();
    }
  }

  /** Whether the calling thread is in a callback of one of its clients. */
  boolean isMine() {
    return turn.isMine();
  }

  boolean isClosed() {
    return closed;
  }

  /** As {@link IcbmsgServer#close()}, for an agent runner that closes its agent. */
  @Override
  public void onClose() {
    server.close();
  }

  @Override
  public String roleName() {
    return server.roleName() + (server.workers().size() == 1 ? "" : " part " + number);
  }
}
