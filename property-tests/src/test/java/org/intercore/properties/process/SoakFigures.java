package org.intercore.properties.process;

import java.util.concurrent.atomic.AtomicLong;

/** What one process of a {@link Soak} has done since it began. */
final class SoakFigures {
  final AtomicLong verified = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong held = new AtomicLong();
  final AtomicLong registrations = new AtomicLong();
}
