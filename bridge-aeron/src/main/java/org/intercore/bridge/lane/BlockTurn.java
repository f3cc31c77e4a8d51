package org.intercore.bridge.lane;

/**
 * Whose message is served first when blocks come back: the first that was refused. Without this a
 * message that needs many blocks could wait for ever beside a stream that needs one at a time.
 */
public final class BlockTurn {
  private InStream first;

  /** Nobody waits. */
  public BlockTurn() {}

  boolean isOpenTo(final InStream stream) {
    return first == null || first == stream;
  }

  void refused(final InStream stream) {
    if (first == null) {
      first = stream;
    }
  }

  void served(final InStream stream) {
    if (first == stream) {
      first = null;
    }
  }
}
