package org.intercore.icmsg.buffer;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * A buffer that needs no flag of the JVM: public classes of the JDK alone, everything that Agrona's
 * can but addresses. This part has the ordered and atomic accesses.
 *
 * <p>Outside the heap they are the JDK's own, and have to be aligned to their size, or they are an
 * {@link IllegalStateException}; shared memory begins at a page. The JDK promises none of them for
 * an array, of which only plain accesses are left since JDK 22: so there each takes the array's
 * monitor, which makes it atomic towards the others, though not fast.
 */
final class JdkBuffer extends JdkText {
  JdkBuffer(final byte[] array) {
    wrap(array);
  }

  JdkBuffer(final ByteBuffer memory, final int offset, final int length) {
    wrap(memory, offset, length);
  }

  JdkBuffer(final DirectBuffer memory) {
    wrap(memory);
  }

  @Override
  public long getLongVolatile(final int index) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getVolatile(bytes(), at);
    }
    synchronized (array()) {
      return (long) LONG.get(bytes(), at);
    }
  }

  @Override
  public long getLongAcquire(final int index) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getAcquire(bytes(), at);
    }
    synchronized (array()) {
      return (long) LONG.get(bytes(), at);
    }
  }

  @Override
  public long getLongOpaque(final int index) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getOpaque(bytes(), at);
    }
    synchronized (array()) {
      return (long) LONG.get(bytes(), at);
    }
  }

  @Override
  public void putLongVolatile(final int index, final long value) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      LONG.setVolatile(bytes(), at, value);
    } else {
      synchronized (array()) {
        LONG.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putLongRelease(final int index, final long value) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      LONG.setRelease(bytes(), at, value);
    } else {
      synchronized (array()) {
        LONG.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putLongOpaque(final int index, final long value) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      LONG.setOpaque(bytes(), at, value);
    } else {
      synchronized (array()) {
        LONG.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putLongOrdered(final int index, final long value) {
    putLongRelease(index, value);
  }

  @Override
  public long addLongRelease(final int index, final long increment) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getAndAddRelease(bytes(), at, increment);
    }
    synchronized (array()) {
      final long before = (long) LONG.get(bytes(), at);
      LONG.set(bytes(), at, before + increment);
      return before;
    }
  }

  @Override
  public long addLongOrdered(final int index, final long increment) {
    return addLongRelease(index, increment);
  }

  @Override
  public long addLongOpaque(final int index, final long increment) {
    // Not one step, as for Agrona's buffers: for words that one thread writes.
    final long before = getLongOpaque(index);
    putLongOpaque(index, before + increment);
    return before;
  }

  @Override
  public long getAndAddLong(final int index, final long delta) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getAndAdd(bytes(), at, delta);
    }
    synchronized (array()) {
      final long before = (long) LONG.get(bytes(), at);
      LONG.set(bytes(), at, before + delta);
      return before;
    }
  }

  @Override
  public long getAndSetLong(final int index, final long value) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.getAndSet(bytes(), at, value);
    }
    synchronized (array()) {
      final long before = (long) LONG.get(bytes(), at);
      LONG.set(bytes(), at, value);
      return before;
    }
  }

  @Override
  public long compareAndExchangeLong(
      final int index, final long expectedValue, final long updateValue) {
    final int at = at(index, Long.BYTES);
    if (array() == null) {
      return (long) LONG.compareAndExchange(bytes(), at, expectedValue, updateValue);
    }
    synchronized (array()) {
      final long before = (long) LONG.get(bytes(), at);
      if (before == expectedValue) {
        LONG.set(bytes(), at, updateValue);
      }
      return before;
    }
  }

  @Override
  public boolean compareAndSetLong(
      final int index, final long expectedValue, final long updateValue) {
    return compareAndExchangeLong(index, expectedValue, updateValue) == expectedValue;
  }

  @Override
  public int getIntVolatile(final int index) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getVolatile(bytes(), at);
    }
    synchronized (array()) {
      return (int) INT.get(bytes(), at);
    }
  }

  @Override
  public int getIntAcquire(final int index) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getAcquire(bytes(), at);
    }
    synchronized (array()) {
      return (int) INT.get(bytes(), at);
    }
  }

  @Override
  public int getIntOpaque(final int index) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getOpaque(bytes(), at);
    }
    synchronized (array()) {
      return (int) INT.get(bytes(), at);
    }
  }

  @Override
  public void putIntVolatile(final int index, final int value) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      INT.setVolatile(bytes(), at, value);
    } else {
      synchronized (array()) {
        INT.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putIntRelease(final int index, final int value) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      INT.setRelease(bytes(), at, value);
    } else {
      synchronized (array()) {
        INT.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putIntOpaque(final int index, final int value) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      INT.setOpaque(bytes(), at, value);
    } else {
      synchronized (array()) {
        INT.set(bytes(), at, value);
      }
    }
  }

  @Override
  public void putIntOrdered(final int index, final int value) {
    putIntRelease(index, value);
  }

  @Override
  public int addIntRelease(final int index, final int increment) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getAndAddRelease(bytes(), at, increment);
    }
    synchronized (array()) {
      final int before = (int) INT.get(bytes(), at);
      INT.set(bytes(), at, before + increment);
      return before;
    }
  }

  @Override
  public int addIntOrdered(final int index, final int increment) {
    return addIntRelease(index, increment);
  }

  @Override
  public int addIntOpaque(final int index, final int increment) {
    // Not one step, as for Agrona's buffers: for words that one thread writes.
    final int before = getIntOpaque(index);
    putIntOpaque(index, before + increment);
    return before;
  }

  @Override
  public int getAndAddInt(final int index, final int delta) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getAndAdd(bytes(), at, delta);
    }
    synchronized (array()) {
      final int before = (int) INT.get(bytes(), at);
      INT.set(bytes(), at, before + delta);
      return before;
    }
  }

  @Override
  public int getAndSetInt(final int index, final int value) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.getAndSet(bytes(), at, value);
    }
    synchronized (array()) {
      final int before = (int) INT.get(bytes(), at);
      INT.set(bytes(), at, value);
      return before;
    }
  }

  @Override
  public int compareAndExchangeInt(
      final int index, final int expectedValue, final int updateValue) {
    final int at = at(index, Integer.BYTES);
    if (array() == null) {
      return (int) INT.compareAndExchange(bytes(), at, expectedValue, updateValue);
    }
    synchronized (array()) {
      final int before = (int) INT.get(bytes(), at);
      if (before == expectedValue) {
        INT.set(bytes(), at, updateValue);
      }
      return before;
    }
  }

  @Override
  public boolean compareAndSetInt(final int index, final int expectedValue, final int updateValue) {
    return compareAndExchangeInt(index, expectedValue, updateValue) == expectedValue;
  }

  @Override
  public short getShortVolatile(final int index) {
    final int at = at(index, Short.BYTES);
    if (array() == null) {
      return (short) SHORT.getVolatile(bytes(), at);
    }
    synchronized (array()) {
      return (short) SHORT.get(bytes(), at);
    }
  }

  @Override
  public void putShortVolatile(final int index, final short value) {
    final int at = at(index, Short.BYTES);
    if (array() == null) {
      SHORT.setVolatile(bytes(), at, value);
    } else {
      synchronized (array()) {
        SHORT.set(bytes(), at, value);
      }
    }
  }

  @Override
  public char getCharVolatile(final int index) {
    final int at = at(index, Character.BYTES);
    if (array() == null) {
      return (char) CHAR.getVolatile(bytes(), at);
    }
    synchronized (array()) {
      return (char) CHAR.get(bytes(), at);
    }
  }

  @Override
  public void putCharVolatile(final int index, final char value) {
    final int at = at(index, Character.BYTES);
    if (array() == null) {
      CHAR.setVolatile(bytes(), at, value);
    } else {
      synchronized (array()) {
        CHAR.set(bytes(), at, value);
      }
    }
  }

  @Override
  public byte getByteVolatile(final int index) {
    // There is no handle for bytes; a byte is never torn, so that fences are enough.
    VarHandle.fullFence();
    final byte value = getByte(index);
    VarHandle.acquireFence();
    return value;
  }

  @Override
  public void putByteVolatile(final int index, final byte value) {
    VarHandle.releaseFence();
    putByte(index, value);
    VarHandle.fullFence();
  }

  @Override
  public int compareTo(final DirectBuffer that) {
    final int length = Math.min(capacity(), that.capacity());
    int i = 0;
    // In longs of the machine's byte order, as Agrona's buffers compare.
    for (; length - i >= Long.BYTES; i += Long.BYTES) {
      final int order = Long.compare(getLong(i), that.getLong(i));
      if (order != 0) {
        return order;
      }
    }
    for (; i < length; i++) {
      final int order = Byte.compare(getByte(i), that.getByte(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(capacity(), that.capacity());
  }

  @Override
  public boolean equals(final Object other) {
    return this == other || other instanceof JdkBuffer && compareTo((JdkBuffer) other) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < capacity(); i++) {
      hash = 31 * hash + getByte(i);
    }
    return hash;
  }
}
