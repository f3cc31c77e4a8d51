package org.intercore.properties.contract;

import org.intercore.testkit.Held;
import org.intercore.testkit.Received;

/** A message that a defect has held before its receiver sees it. */
record HeldAsReceived(Held held) implements Received {
  @Override
  public int length() {
    return held.length();
  }

  @Override
  public void get(final int offset, final byte[] into, final int intoOffset, final int count) {
    held.get(offset, into, intoOffset, count);
  }

  @Override
  public Held hold() {
    return held;
  }
}
