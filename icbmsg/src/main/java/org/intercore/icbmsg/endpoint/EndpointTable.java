package org.intercore.icbmsg.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.intercore.icbmsg.block.Progress;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icmsg.sync.SpinLock;

/** The endpoints that are registered here. Any thread registers and removes. */
public final class EndpointTable {
  /** Most endpoints that can be registered at once. */
  public static final int MAX_ENDPOINTS = 254;

  private static final Endpoint[] NONE = {};

  private final TxBlocks tx;
  private final RxBlocks rx;
  private final PeerLink link;
  private final Progress progress;
  private final Counters counters;
  private final Runnable onViewEnded;
  private final SpinLock lock = new SpinLock();
  private volatile Endpoint[] endpoints = NONE;
  private volatile boolean changed;

  /**
   * An empty table.
   *
   * @param tx our blocks
   * @param rx the peer's blocks
   * @param link the way to the peer
   * @param progress what waiting threads do meanwhile
   * @param counters of the instance
   * @param onViewEnded called after a claimed or held run was given up
   */
  public EndpointTable(
      final TxBlocks tx,
      final RxBlocks rx,
      final PeerLink link,
      final Progress progress,
      final Counters counters,
      final Runnable onViewEnded) {
    this.tx = tx;
    this.rx = rx;
    this.link = link;
    this.progress = progress;
    this.counters = counters;
    this.onViewEnded = onViewEnded;
  }

  /**
   * Registers an endpoint; the dispatcher binds it.
   *
   * @param name 1 byte or more in UTF-8, without NUL, short enough for a message
   * @param handler told what happens
   * @return the endpoint
   * @throws IllegalArgumentException if the name cannot be sent
   * @throws IllegalStateException if it is registered already, or too many are
   */
  public Endpoint register(final String name, final EndpointHandler handler) {
    requireName(name);
    final Endpoint added;
    lock.lock();
    try {
      final Endpoint[] now = endpoints;
      if (find(name) != null) {
        throw new IllegalStateException("endpoint \"" + name + "\" is registered already");
      }
      if (now.length >= MAX_ENDPOINTS) {
        throw new IllegalStateException(
            "endpoint \"" + name + "\" is one too many: " + MAX_ENDPOINTS + " are registered");
      }
      added = new Endpoint(name, handler, this, tx, rx, link, progress, counters.register(name));
      final Endpoint[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = added;
      endpoints = more;
    } finally {
      lock.unlock();
    }
    changed = true;
    return added;
  }

  private void requireName(final String name) {
    final int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "an endpoint's name must have a character and no NUL, but is \"" + name + "\"");
    }
    if (length >= tx.geometry().maxPayload()) {
      throw new IllegalArgumentException("an endpoint's name and its NUL must fit a message of "
          + tx.geometry().maxPayload() + " bytes, but \"" + name + "\" has " + length);
    }
  }

  void remove(final Endpoint endpoint) {
    lock.lock();
    try {
      endpoints =
          Arrays.stream(endpoints).filter(other -> other != endpoint).toArray(Endpoint[]::new);
    } finally {
      lock.unlock();
    }
  }

  /** The endpoint of a name, or null. */
  Endpoint find(final String name) {
    for (final Endpoint endpoint : endpoints) {
      if (endpoint.name().equals(name)) {
        return endpoint;
      }
    }
    return null;
  }

  /**
   * What is registered now.
   *
   * @return the endpoints, in the order of registration; not to be changed
   */
  Endpoint[] endpoints() {
    return endpoints;
  }

  /** Asks the dispatcher to look through the table again. */
  void touch() {
    changed = true;
  }

  /** Whether something was registered since the last time; the dispatcher's. */
  boolean takeChanged() {
    if (!changed) {
      return false;
    }
    // Before the table is read: what is registered from here on is seen next time.
    changed = false;
    return true;
  }

  /**
   * Whether the dispatcher has to look through the table.
   *
   * @return true after a registration
   */
  public boolean isChanged() {
    return changed;
  }

  /** Closes every endpoint. */
  public void closeAll() {
    for (final Endpoint endpoint : endpoints) {
      endpoint.close();
    }
  }

  void viewEnded() {
    onViewEnded.run();
  }
}
