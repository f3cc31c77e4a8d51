package org.intercore.bridge.fault;

import org.intercore.icmsg.fault.PeerFault;

/**
 * What can be wrong with what comes in from the network. Each is counted, and costs nobody a block, a
 * message of somebody else or the bridge.
 */
public enum BridgeFault implements PeerFault {
  /** A greeting that is cut off, or is none; it is skipped. */
  GREETING("a greeting that cannot be read, bytes: "),
  /** A greeting of another version; it is skipped. */
  GREETING_VERSION("a greeting of a version that is not spoken here: "),
  /** A frame of another version; it is skipped. */
  FRAME_VERSION("a frame of a version that is not spoken here: "),
  /** A frame of a kind that there is not; it is skipped. */
  FRAME_KIND("a frame of a kind that there is not: "),
  /** A frame of another session, of an earlier one as a rule; it is skipped. */
  FRAME_SESSION("a frame that does not belong to this session, tag: "),
  /** A frame whose tag is right, from a publication that it cannot come from; it is skipped. */
  FRAME_SOURCE("a frame of this session from somebody else's publication: "),
  /** A message that is longer than a message can be here; it is skipped to its end. */
  TOO_LONG("a message that does not fit this side's blocks, bytes: "),
  /** Fragments that do not add up to the message that the first one announced; it is given up. */
  FRAGMENT("fragments that do not make up the message that was announced, bytes: "),
  /** Another endpoint's name in the first frame of a stream; the stream is not heard. */
  STREAM_NAME("a stream that belongs to another endpoint, length of its name: "),
  /** The other side says that it has sent more messages than have arrived. */
  MISSING("messages that the other side has sent and that have not arrived: ");

  private final String words;

  BridgeFault(final String words) {
    this.words = words;
  }

  @Override
  public String describe(final long value) {
    return words + value;
  }
}
