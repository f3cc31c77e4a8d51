package org.intercore.icmsg.fault;

/** What a peer can do wrong in a packet ring or while it bonds. */
public enum LinkFault implements PeerFault {
  /** A ring index that is not a multiple of 4. */
  INDEX_UNALIGNED("a ring index that is not a multiple of 4: "),
  /** A ring index outside the ring's data. */
  INDEX_OUT_OF_RANGE("a ring index outside the ring: "),
  /** A packet whose length exceeds what the ring holds. */
  PACKET_TOO_LONG("a packet longer than what is in the ring, length "),
  /** A packet of length 0; its header is skipped. */
  PACKET_EMPTY("an empty packet at ring offset "),
  /**
   * The peer has started anew without sessions: it has emptied a ring that was in use. The value is
   * the read index that it left there.
   */
  STARTED_ANEW("a ring that was emptied while it was in use, read index "),
  /** The first packet does not begin with the bonding magic; the value is its length. */
  NOT_THE_MAGIC("a first packet that is not the bonding magic, length ");

  private final String words;

  LinkFault(final String words) {
    this.words = words;
  }

  @Override
  public String describe(final long value) {
    return words + value;
  }
}
