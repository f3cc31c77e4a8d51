package org.intercore.icmsg;

import java.util.function.BooleanSupplier;
import org.intercore.icmsg.doorbell.Doorbell;

/** A bell that counts its rings and tells a listener of each; nobody can wait for it. */
final class CountingDoorbell implements Doorbell {
  private final Runnable listener;
  private int rings;

  CountingDoorbell(final Runnable listener) {
    this.listener = listener;
  }

  CountingDoorbell() {
    this(() -> {});
  }

  int rings() {
    return rings;
  }

  @Override
  public void ring() {
    rings++;
    listener.run();
  }

  @Override
  public boolean await(final BooleanSupplier ready, final long timeoutNs) {
    return ready.getAsBoolean();
  }
}
