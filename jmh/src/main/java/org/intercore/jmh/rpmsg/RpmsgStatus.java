package org.intercore.jmh.rpmsg;

/** What calls answer instead of a length or a buffer; the numbers are OpenAMP's. */
public final class RpmsgStatus {
  /** No buffer is free now, or none became free in time (RPMSG_ERR_NO_BUFF). */
  public static final int NO_BUFFER = -2002;

  /** The message is longer than a buffer's payload (RPMSG_ERR_BUFF_SIZE). */
  public static final int BUFFER_SIZE = -2005;

  /** The endpoint does not know yet whom it talks to (RPMSG_ERR_ADDR). */
  public static final int ADDRESS = -2007;

  /** The thread was interrupted while it waited; its flag is still set (Linux's ERESTARTSYS). */
  public static final int INTERRUPTED = -512;

  private RpmsgStatus() {}
}
