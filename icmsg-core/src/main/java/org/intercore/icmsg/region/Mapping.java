package org.intercore.icmsg.region;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.agrona.IoUtil;
import org.intercore.icmsg.buffer.Buffers;

/**
 * Takes a mapping away at once. Agrona's way needs the JVM's flag; without it the module {@code
 * jdk.unsupported} does the same, which is the only way that every JDK from 17 has for that. Where
 * even that module is missing, the garbage collector takes the mapping away when nothing refers to
 * it any more.
 */
final class Mapping {
  private Mapping() {}

  /** Nobody may look at the bytes from now on. */
  static void unmap(final MappedByteBuffer bytes) {
    if (Buffers.kind().equals("agrona")) {
      IoUtil.unmap(bytes);
    } else {
      Cleaner.clean(bytes);
    }
  }

  /** Looked for when it is needed first. */
  private static final class Cleaner {
    private static final Object OWNER;
    private static final Method CLEAN;

    static {
      Object owner = null;
      Method clean = null;
      try {
        final Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        final Field only = unsafe.getDeclaredField("theUnsafe");
        only.setAccessible(true);
        owner = only.get(null);
        clean = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
      } catch (final ReflectiveOperationException | RuntimeException none) {
        clean = null;
      }
      OWNER = owner;
      CLEAN = clean;
    }

    static void clean(final MappedByteBuffer bytes) {
      if (CLEAN != null) {
        try {
          CLEAN.invoke(OWNER, bytes);
        } catch (final ReflectiveOperationException e) {
          throw new IllegalStateException("cannot unmap " + bytes, e);
        }
      }
    }
  }
}
