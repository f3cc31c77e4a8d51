package org.intercore.jmh.bench.subject;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.jmh.bench.spi.Setup;

/** What two sides in one JVM share: an object for each lane, found by the pair's directory. */
final class InJvm {
  private static final int BYTES = 1 << 18;
  private static final int MIN_MESSAGES = 16;
  private static final int MAX_MESSAGES = 1 << 10;
  private static final Map<Path, Object> SHARED = new ConcurrentHashMap<>();

  private InJvm() {}

  /** The lane's object; made by whoever comes first. */
  static <T> T lane(
      final Setup setup, final String lane, final Class<T> type, final Supplier<T> maker) {
    return type.cast(SHARED.computeIfAbsent(setup.directory().resolve(lane), path -> maker.get()));
  }

  static void forget(final Setup setup) {
    SHARED.remove(setup.directory().resolve(Lane.THERE));
    SHARED.remove(setup.directory().resolve(Lane.BACK));
  }

  /** How many messages a queue holds: as many as keep it within the second-level cache. */
  static int capacity(final Setup setup) {
    final int fitting = Integer.highestOneBit(BYTES / setup.maxSize());
    return Math.max(MIN_MESSAGES, Math.min(MAX_MESSAGES, fitting));
  }

  /** A message that is used again and again. */
  static final class Message {
    final UnsafeBuffer buffer;
    int length;

    Message(final int size) {
      this.buffer = new UnsafeBuffer(new byte[size]);
    }
  }
}
