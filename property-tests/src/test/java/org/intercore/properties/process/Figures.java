package org.intercore.properties.process;

import java.util.concurrent.atomic.AtomicLong;

/** What a {@link KillablePeer} has done since it began. */
final class Figures {
  final AtomicLong verified = new AtomicLong();
  final AtomicLong claimsEnded = new AtomicLong();
  final AtomicLong heldAcrossDeath = new AtomicLong();

  @Override
  public String toString() {
    return verified + " " + claimsEnded + " " + heldAcrossDeath;
  }
}
