package org.intercore.icmsg.region;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mapping in an arena of {@code java.lang.foreign}, whose classes are looked up by name, since this
 * code is built for JDK 17, too. Only a shared arena can be closed by any thread, and the garbage
 * collector never closes one: so those of which nobody has any bytes any more are closed by whoever
 * maps next, and no thread has to wait for them.
 */
final class ArenaMapping extends PhantomReference<ByteBuffer> {
  /** Where these classes came out of preview. */
  private static final int FIRST_FEATURE = 22;

  private static final Set<ArenaMapping> OPEN = ConcurrentHashMap.newKeySet();
  private static final ReferenceQueue<ByteBuffer> FORGOTTEN = new ReferenceQueue<>();

  private final AutoCloseable arena;

  /** All views of the bytes refer to these: slices, duplicates and those that are read only. */
  private ArenaMapping(final ByteBuffer bytes, final AutoCloseable arena) {
    super(bytes, FORGOTTEN);
    this.arena = arena;
    OPEN.add(this);
  }

  static boolean isPossible() {
    return Runtime.version().feature() >= FIRST_FEATURE;
  }

  static Mapping of(final FileChannel channel, final long size) throws IOException {
    closeForgotten();
    final AutoCloseable arena = (AutoCloseable) call(Names.NEW_ARENA, null);
    try {
      final Object segment =
          call(Names.MAP, channel, FileChannel.MapMode.READ_WRITE, 0L, size, arena);
      final ByteBuffer bytes = (ByteBuffer) call(Names.BYTES, segment);
      return new Mapping(bytes, new ArenaMapping(bytes, arena)::close);
    } catch (final IOException | RuntimeException e) {
      close(arena);
      throw e;
    }
  }

  private static void closeForgotten() {
    for (Reference<?> next = FORGOTTEN.poll(); next != null; next = FORGOTTEN.poll()) {
      ((ArenaMapping) next).close();
    }
  }

  private void close() {
    // The other way to get here must not close it again.
    if (OPEN.remove(this)) {
      close(arena);
    }
  }

  private static void close(final AutoCloseable arena) {
    try {
      arena.close();
    } catch (final Exception e) {
      throw new IllegalStateException("cannot unmap: " + e, e);
    }
  }

  private static Object call(final Method method, final Object on, final Object... arguments)
      throws IOException {
    try {
      return method.invoke(on, arguments);
    } catch (final InvocationTargetException e) {
      if (e.getCause() instanceof IOException) {
        throw (IOException) e.getCause();
      }
      throw new IllegalStateException("cannot map: " + e.getCause(), e.getCause());
    } catch (final IllegalAccessException e) {
      throw new IllegalStateException("cannot map: " + e, e);
    }
  }

  /** Looked up when they are needed first. */
  private static final class Names {
    static final Method NEW_ARENA;
    static final Method MAP;
    static final Method BYTES;

    static {
      try {
        final Class<?> arena = Class.forName("java.lang.foreign.Arena");
        NEW_ARENA = arena.getMethod("ofShared");
        MAP = FileChannel.class.getMethod(
            "map", FileChannel.MapMode.class, long.class, long.class, arena);
        BYTES = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
      } catch (final ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
