package org.intercore.cli.peer;

import java.util.List;
import java.util.Map;
import org.intercore.icmsg.time.Timeout;

/** One side of an instance, whichever of the two kinds; what the modes work with. */
interface PeerSide extends AutoCloseable {
  /** Begins to bond. */
  void open(MessageSink sink);

  /** Does what there is to do, without waiting; returns how much was done. */
  int doWork();

  /** Whether the link below the endpoints is bound. */
  boolean isLinked();

  /** Whether every endpoint is bound. */
  boolean isBound();

  /** The endpoints' names; their places in the list are their numbers. */
  List<String> endpoints();

  /** The longest message that this side can send. */
  int maxSend();

  /** The longest message that the other side can send. */
  int maxReceive();

  /**
   * Sends a message; may block as long as the timeout says, in a message callback too.
   *
   * @return its length, or a status
   */
  int send(int endpoint, int length, Filler content, Timeout timeout);

  /** Waits a while for the other side to give back what was sent; blocks. */
  void settle(Timeout timeout);

  /** Own blocks that the other side has not given back. */
  int txBlocksInUse();

  /** Messages of the other side whose blocks this side has not given back. */
  int rxRunsInUse();

  /** Bound callbacks so far. */
  long boundCallbacks();

  /** Unbound callbacks so far. */
  long unboundCallbacks();

  /** What the other side did wrong: kind to count. */
  Map<String, Long> faults();

  @Override
  void close();
}
