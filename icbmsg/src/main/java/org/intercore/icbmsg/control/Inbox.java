package org.intercore.icbmsg.control;

/**
 * What the peer has sent and nobody has looked at yet, for a link that leaves it where it is until the
 * dispatcher takes it. One thread at a time.
 */
public interface Inbox {
  /** There is nothing. */
  long NOTHING = EventQueue.NONE;

  /** Of a link that tells its {@link ControlHandler} of everything. */
  Inbox EMPTY = new Inbox() {
    @Override
    public long take() {
      return NOTHING;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int room() {
      return 0;
    }

    @Override
    public int length() {
      return 0;
    }

    @Override
    public int generation() {
      return 0;
    }

    @Override
    public void done() {
      // There is nothing to be done with.
    }

    @Override
    public void tell() {
      // And nothing to be told.
    }
  };

  /**
   * Looks at the oldest message; it stays until {@link #done()}.
   *
   * @return the event, as {@link ControlMessage} reads it, or {@link #NOTHING}
   */
  long take();

  /**
   * Where the message lies if it is {@link ControlMessage#INLINE}.
   *
   * @return offset within the peer's region
   */
  int offset();

  /**
   * How long it can be at most, there.
   *
   * @return bytes
   */
  int room();

  /**
   * The length of the message if it lies in a block.
   *
   * @return bytes as the peer says, unchecked
   */
  int length();

  /**
   * What the sender calls this use of the block, if there is one.
   *
   * @return to be given back with {@link PeerLink#release}
   */
  int generation();

  /** Makes room for the next; the peer need not hear of it before {@link #tell()}. */
  void done();

  /** Lets the peer know how far we are, at the end of a round. */
  void tell();
}
