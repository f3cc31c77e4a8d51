package org.intercore.icmsg.status;

/**
 * The negative values that a call answers when it could not do its work, named after the errno that
 * Zephyr's {@code ipc_service} documents for the same case.
 *
 * <p>A value of zero or more is always a success (a length, a count, a token). A status is never a
 * caller's bug (those are exceptions) and never a peer's lie (those are {@link
 * org.intercore.icmsg.fault.PeerFault}s).
 */
public final class Status {
  /** {@code -EINTR}: the waiting thread was interrupted; its interrupt flag is set again. */
  public static final int INTERRUPTED = -4;

  /** {@code -EAGAIN}: the time given ran out first. */
  public static final int TIMED_OUT = -11;

  /** {@code -ENOMEM}: no such run of blocks is free now, or the region can never hold one. */
  public static final int NO_MEMORY = -12;

  /** {@code -EBUSY}: not bound yet; try again after the bound callback. */
  public static final int BUSY = -16;

  /** {@code -ENODATA}: an empty message, where the link carries none. */
  public static final int NO_DATA = -61;

  /** {@code -EPROTO}: the peer broke the protocol on this link; the fault handler was told how. */
  public static final int PEER_FAULT = -71;

  /** {@code -EBADMSG}: larger than the ring can ever hold. */
  public static final int BAD_MESSAGE = -74;

  /** {@code -ENOBUFS}: the ring has no room now; try again after the peer has read. */
  public static final int NO_BUFFERS = -105;

  /** {@code -ENOTCONN}: the peer has gone. */
  public static final int NOT_CONNECTED = -107;

  /** {@code -ESHUTDOWN}: this side was closed. */
  public static final int CLOSED = -108;

  /** {@code -EALREADY}: the link is open already. */
  public static final int ALREADY = -114;

  private Status() {}

  /**
   * Turns a status into words.
   *
   * @param status what a call answered; values of zero or more are described as success
   * @return the constant's name, its value and one sentence
   */
  public static String describe(final long status) {
    if (status >= 0) {
      return "OK (" + status + ")";
    }
    return name(status) + " (" + status + "): " + sentence(status);
  }

  /**
   * The constant's name.
   *
   * @param status a negative value of this class
   * @return the name of the constant, or {@code UNKNOWN}
   */
  public static String name(final long status) {
    return switch (code(status)) {
      case INTERRUPTED -> "INTERRUPTED";
      case TIMED_OUT -> "TIMED_OUT";
      case NO_MEMORY -> "NO_MEMORY";
      case BUSY -> "BUSY";
      case NO_DATA -> "NO_DATA";
      case PEER_FAULT -> "PEER_FAULT";
      case BAD_MESSAGE -> "BAD_MESSAGE";
      case NO_BUFFERS -> "NO_BUFFERS";
      case NOT_CONNECTED -> "NOT_CONNECTED";
      case CLOSED -> "CLOSED";
      case ALREADY -> "ALREADY";
      default -> "UNKNOWN";
    };
  }

  /** A number of the width of the constants that is none of them if {@code status} is not. */
  private static int code(final long status) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(0, status));
  }

  private static String sentence(final long status) {
    return switch (code(status)) {
      case INTERRUPTED -> "the waiting thread was interrupted";
      case TIMED_OUT -> "the time given ran out";
      case NO_MEMORY -> "no run of that many blocks is free";
      case BUSY -> "not bound yet";
      case NO_DATA -> "an empty message cannot be sent";
      case PEER_FAULT -> "the peer broke the protocol";
      case BAD_MESSAGE -> "the message is larger than the ring";
      case NO_BUFFERS -> "the ring is full";
      case NOT_CONNECTED -> "the peer has gone";
      case CLOSED -> "this side is closed";
      case ALREADY -> "already open";
      default -> "not a status of this library";
    };
  }
}
