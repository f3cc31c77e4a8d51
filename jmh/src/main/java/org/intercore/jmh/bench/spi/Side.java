package org.intercore.jmh.bench.spi;

/** The two ends of a measured pair. */
public enum Side {
  /** Opens first and so makes what is shared; pings, or sends. */
  ACTIVE,
  /** Opens second; answers, or receives. */
  PASSIVE
}
