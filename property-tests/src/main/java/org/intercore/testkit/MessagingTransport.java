package org.intercore.testkit;

import java.util.Set;

/**
 * Two connected sides of a transport, made anew for each test: the adapter between a transport and
 * {@link MessagingContract}. It should have little space, a few dozen messages or blocks each way,
 * so that tests run into its ends.
 */
public interface MessagingTransport extends AutoCloseable {
  /** The least that {@link Channel#maxLength()} may be, in bytes. */
  int LEAST_MAX_LENGTH = 16;

  /**
   * What it offers. Always the same.
   *
   * @return the features that hold
   */
  Set<Feature> features();

  /**
   * The side that sends in most tests.
   *
   * @return always the same
   */
  Side first();

  /**
   * The side that receives in most tests.
   *
   * @return always the same, until {@link #restartSecond()}
   */
  Side second();

  /**
   * Puts a new second side in place of one that was closed. The first side and its channels stay as
   * they are. Called with {@link Feature#PEER_RETURNS} only.
   *
   * @return the new one, without channels
   */
  default Side restartSecond() {
    throw new UnsupportedOperationException("the second side cannot be replaced");
  }

  /**
   * Closes both sides and gives back all resources. Messages may still be open, held or on their way.
   */
  @Override
  void close();
}
