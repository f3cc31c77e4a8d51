package org.intercore.golden;

import java.util.Locale;

/** The two sides of a recording. */
public enum Party {
  INITIATOR,
  FOLLOWER;

  public Party other() {
    return this == INITIATOR ? FOLLOWER : INITIATOR;
  }

  /** As the recordings write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
