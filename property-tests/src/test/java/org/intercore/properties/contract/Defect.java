package org.intercore.properties.contract;

import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Content;
import org.intercore.testkit.Held;
import org.intercore.testkit.Outcome;
import org.intercore.testkit.Received;
import org.intercore.testkit.Receiver;

/**
 * What a {@link DefectiveTransport} does with each call. This one does what it should; a subclass does
 * something else in one or two places. One object serves both sides of one transport.
 */
class Defect {
  Claim claim(final Channel channel, final int length, final long timeoutNs) {
    return channel.claim(length, timeoutNs);
  }

  void put(
      final Claim claim,
      final int offset,
      final byte[] source,
      final int sourceOffset,
      final int count) {
    claim.put(offset, source, sourceOffset, count);
  }

  Outcome send(final Claim claim, final int length) {
    return claim.send(length);
  }

  void drop(final Claim claim) {
    claim.drop();
  }

  void receive(final Receiver receiver, final Received message) {
    receiver.onMessage(message);
  }

  int length(final Content content) {
    return content.length();
  }

  void get(
      final Content content,
      final int offset,
      final byte[] into,
      final int intoOffset,
      final int count) {
    content.get(offset, into, intoOffset, count);
  }

  Held hold(final Received message) {
    return message.hold();
  }

  void release(final Held held) {
    held.release();
  }

  /** Before a side works. */
  void beforeWork() {}
}
