package org.intercore.icmsg.region;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.IoUtil;
import org.intercore.icmsg.buffer.Buffers;

/**
 * A file's bytes in memory, which can be taken away at once. Agrona's way to do that needs the JVM's
 * flag. Without it {@link ArenaMapping} does from JDK 22 on, and before that the module {@code
 * jdk.unsupported}, which warns and is to go in newer ones. Where an older JDK has not even that
 * module, the garbage collector takes a mapping away when nothing refers to it any more.
 */
final class Mapping {
  private final ByteBuffer bytes;
  private final Runnable unmap;

  Mapping(final ByteBuffer bytes, final Runnable unmap) {
    this.bytes = bytes;
    this.unmap = unmap;
  }

  /** The first bytes of a file. */
  static Mapping of(final FileChannel channel, final long size) throws IOException {
    final boolean agronas = Buffers.kind().equals("agrona");
    if (!agronas && ArenaMapping.isPossible()) {
      return ArenaMapping.of(channel, size);
    }
    final MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    return new Mapping(bytes, () -> {
      if (agronas) {
        IoUtil.unmap(bytes);
      } else {
        Cleaner.clean(bytes);
      }
    });
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** Nobody may look at the bytes from now on. */
  void unmap() {
    unmap.run();
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
