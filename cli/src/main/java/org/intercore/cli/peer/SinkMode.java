package org.intercore.cli.peer;

import org.agrona.DirectBuffer;

/** Takes everything and counts it. */
final class SinkMode implements PeerMode {
  private final Traffic traffic = new Traffic();

  @Override
  public void onMessage(
      final int endpoint, final DirectBuffer buffer, final int offset, final int length) {
    traffic.in(length);
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
