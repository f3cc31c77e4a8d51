package org.intercore.icbmsg.control;

import org.agrona.DirectBuffer;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/**
 * The way to the peer, whatever format it speaks: bonds, tells of messages, and sends. Any thread sends
 * and helps out with {@link #tryPoll}; sending never blocks.
 *
 * <p>What is sent belongs to a bond, by number, and is refused in a later one: a thread that was away
 * for long never speaks to a peer that it does not know.
 */
public interface PeerLink extends AutoCloseable {
  /** What {@link #maxInline()} answers if the format knows no messages without a block. */
  int NO_INLINE = -1;

  /**
   * Opens the link, or opens it again. Does not wait for the peer.
   *
   * @return 0, or {@link Status#ALREADY}
   */
  int open();

  /** Closes the link and tells the peer, if the format knows how. Idempotent. */
  @Override
  void close();

  /**
   * The number of the present or last bond.
   *
   * @return a count that wraps
   */
  int bond();

  /**
   * Whether messages can be exchanged.
   *
   * @return true while bound
   */
  boolean isBound();

  /**
   * What the peer has done, as a number that changes if it has sent or read since the last call. To be
   * called while bound, by one thread at a time, and now and then: it may look at a line that the peer writes.
   *
   * @return to be compared with what was returned before
   */
  long signsOfLife();

  /**
   * Whether nothing is read any more because the peer broke the protocol.
   *
   * @return true until it is opened anew
   */
  boolean isReceiveFaulted();

  /**
   * Why nothing is read any more.
   *
   * @return what the peer did; null while the link reads
   */
  LinkFault receiveFault();

  /**
   * Looks what has happened and tells the {@link ControlHandler}, unless another thread is at it.
   * What waits in the {@link #inbox()} stays there.
   *
   * @param limit how many steps at most
   * @return how many were done
   */
  int tryPoll(int limit);

  /**
   * Tells the {@link ControlHandler} of what the peer has sent, unless another thread is at it, and leaves
   * out what {@link #tryPoll} sees to besides. Nothing where all of it waits in the {@link #inbox()}.
   *
   * @param limit how many steps at most
   * @return how many were done
   */
  default int tryReceive(final int limit) {
    return 0;
  }

  /**
   * Ends the bond because the peer is known to be gone, after everything it has done until then.
   *
   * @param reason what is known, unless the peer itself has said why it goes
   * @return whether there was a bond that has ended now
   */
  boolean tryLose(UnboundReason reason);

  /**
   * Whether {@link #tryPoll} would find something; a hint.
   *
   * @return true if there is something new
   */
  boolean hasNews();

  /**
   * Whether {@link #tryPoll} or the {@link #inbox()} would give something; a hint.
   *
   * @return true if there is something new for the dispatcher
   */
  boolean hasWork();

  /**
   * What the dispatcher takes by itself.
   *
   * @return the same object always
   */
  Inbox inbox();

  /**
   * Hands a run of blocks over.
   *
   * @param bond that the message belongs to
   * @param type {@link ControlMessage#DATA} or {@link ControlMessage#BOUND}
   * @param address of the endpoint
   * @param token of the run, sealed
   * @param length of the message in bytes
   * @return 0 or more; {@link Status#BUSY}, {@link Status#NOT_CONNECTED}, {@link Status#CLOSED}, {@link
   *     Status#PEER_FAULT}, {@link Status#NO_BUFFERS} if the peer does not make room
   */
  int send(int bond, int type, int address, long token, int length);

  /**
   * A block was claimed, probably for the answer to a message that has just come: the lines that say so may
   * be fetched meanwhile. From the one thread that uses a confined instance.
   */
  void answerFollows();

  /**
   * The longest message that travels without a block while there is room for it.
   *
   * @return bytes, or {@link #NO_INLINE}
   */
  int maxInline();

  /**
   * The longest message that takes no more room than the least one does.
   *
   * @return bytes, up to {@link #maxInline()}
   */
  int maxSmall();

  /**
   * Sends a message that needs no block, with a copy.
   *
   * @param bond that the message belongs to
   * @param address of the endpoint
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes, up to {@link #maxInline()}
   * @return 0 or more; a status as {@link #send}; {@link Status#NO_BUFFERS} while too many are unread
   */
  int sendInline(int bond, int address, DirectBuffer source, int offset, int length);

  /**
   * Keeps room for a message that needs no block, until it is sent or given up. Any thread.
   *
   * @param capacity how long it may be, up to {@link #maxInline()}
   * @return false if too many are unread or kept
   */
  boolean reserveInline(int capacity);

  /**
   * Gives up what {@link #reserveInline} kept.
   *
   * @param capacity as it was asked for
   */
  void giveUpInline(int capacity);

  /**
   * As {@link #sendInline}, with room that was kept; that is used up whatever the answer.
   *
   * @param bond that the message belongs to
   * @param address of the endpoint
   * @param source where the message is, at its beginning; its length is what room was kept for
   * @param length in bytes, up to that
   * @return 0 or more; a status as {@link #send}
   */
  int sendReserved(int bond, int address, DirectBuffer source, int length);

  /**
   * Gives a run back to the peer.
   *
   * @param bond that the run came in
   * @param block where it starts
   * @param generation what the peer calls it
   * @param length of the message that was read there, in bytes; 0 if none was
   * @return 0 or more, or a status as {@link #send}
   */
  int release(int bond, int block, int generation, int length);

  /**
   * As {@link #release}, by the dispatcher, which nobody can close or open the link under.
   *
   * @param bond that the run came in
   * @param block where it starts
   * @param generation what the peer calls it
   * @param length of the message that was read there, in bytes; 0 if none was
   * @return 0 or more, or a status as {@link #send}
   */
  default int releaseInTurn(
      final int bond, final int block, final int generation, final int length) {
    return release(bond, block, generation, length);
  }

  /**
   * Gives the run of a request back, and says that the endpoint is bound.
   *
   * @param bond that the request came in
   * @param address of the endpoint
   * @param block where the run starts
   * @return 0 or more, or a status as {@link #send}
   */
  int answer(int bond, int address, int block);

  /**
   * Messages that the peer has not read yet, as far as the format tells.
   *
   * @return their number as of now
   */
  long unread();

  /**
   * Small messages that needed no block and were not read in the bond that is ending; counted once.
   *
   * @return their number
   */
  long forgetUnreadInline();
}
