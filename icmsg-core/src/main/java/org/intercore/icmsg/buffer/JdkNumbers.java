package org.intercore.icmsg.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Plain accesses of a flag-free buffer, at any alignment: numbers in both byte orders, and bytes.
 */
abstract class JdkNumbers extends JdkMemory {
  static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, NATIVE);
  static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, NATIVE);
  static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, NATIVE);
  static final VarHandle CHAR = MethodHandles.byteBufferViewVarHandle(char[].class, NATIVE);

  private static final long EVERY_BYTE = 0x0101_0101_0101_0101L;

  @Override
  public long getLong(final int index) {
    return (long) LONG.get(bytes(), at(index, Long.BYTES));
  }

  @Override
  public long getLong(final int index, final ByteOrder byteOrder) {
    final long value = getLong(index);
    return byteOrder == NATIVE ? value : Long.reverseBytes(value);
  }

  @Override
  public void putLong(final int index, final long value) {
    LONG.set(bytes(), at(index, Long.BYTES), value);
  }

  @Override
  public void putLong(final int index, final long value, final ByteOrder byteOrder) {
    putLong(index, byteOrder == NATIVE ? value : Long.reverseBytes(value));
  }

  @Override
  public int getInt(final int index) {
    return (int) INT.get(bytes(), at(index, Integer.BYTES));
  }

  @Override
  public int getInt(final int index, final ByteOrder byteOrder) {
    final int value = getInt(index);
    return byteOrder == NATIVE ? value : Integer.reverseBytes(value);
  }

  @Override
  public void putInt(final int index, final int value) {
    INT.set(bytes(), at(index, Integer.BYTES), value);
  }

  @Override
  public void putInt(final int index, final int value, final ByteOrder byteOrder) {
    putInt(index, byteOrder == NATIVE ? value : Integer.reverseBytes(value));
  }

  @Override
  public double getDouble(final int index) {
    return Double.longBitsToDouble(getLong(index));
  }

  @Override
  public double getDouble(final int index, final ByteOrder byteOrder) {
    return Double.longBitsToDouble(getLong(index, byteOrder));
  }

  @Override
  public void putDouble(final int index, final double value) {
    putLong(index, Double.doubleToRawLongBits(value));
  }

  @Override
  public void putDouble(final int index, final double value, final ByteOrder byteOrder) {
    putLong(index, Double.doubleToRawLongBits(value), byteOrder);
  }

  @Override
  public float getFloat(final int index) {
    return Float.intBitsToFloat(getInt(index));
  }

  @Override
  public float getFloat(final int index, final ByteOrder byteOrder) {
    return Float.intBitsToFloat(getInt(index, byteOrder));
  }

  @Override
  public void putFloat(final int index, final float value) {
    putInt(index, Float.floatToRawIntBits(value));
  }

  @Override
  public void putFloat(final int index, final float value, final ByteOrder byteOrder) {
    putInt(index, Float.floatToRawIntBits(value), byteOrder);
  }

  @Override
  public short getShort(final int index) {
    return (short) SHORT.get(bytes(), at(index, Short.BYTES));
  }

  @Override
  public short getShort(final int index, final ByteOrder byteOrder) {
    final short value = getShort(index);
    return byteOrder == NATIVE ? value : Short.reverseBytes(value);
  }

  @Override
  public void putShort(final int index, final short value) {
    SHORT.set(bytes(), at(index, Short.BYTES), value);
  }

  @Override
  public void putShort(final int index, final short value, final ByteOrder byteOrder) {
    putShort(index, byteOrder == NATIVE ? value : Short.reverseBytes(value));
  }

  @Override
  public char getChar(final int index) {
    return (char) CHAR.get(bytes(), at(index, Character.BYTES));
  }

  @Override
  public char getChar(final int index, final ByteOrder byteOrder) {
    final char value = getChar(index);
    return byteOrder == NATIVE ? value : Character.reverseBytes(value);
  }

  @Override
  public void putChar(final int index, final char value) {
    CHAR.set(bytes(), at(index, Character.BYTES), value);
  }

  @Override
  public void putChar(final int index, final char value, final ByteOrder byteOrder) {
    putChar(index, byteOrder == NATIVE ? value : Character.reverseBytes(value));
  }

  @Override
  public byte getByte(final int index) {
    return bytes().get(at(index, Byte.BYTES));
  }

  @Override
  public void putByte(final int index, final byte value) {
    bytes().put(at(index, Byte.BYTES), value);
  }

  @Override
  public void setMemory(final int index, final int length, final byte value) {
    final int start = at(index, length);
    final int end = start + length;
    int at = start;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      LONG.set(bytes(), at, EVERY_BYTE * (value & 0xFF));
    }
    for (; at < end; at++) {
      bytes().put(at, value);
    }
  }

  @Override
  public void getBytes(final int index, final byte[] dst) {
    bytes().get(at(index, dst.length), dst);
  }

  @Override
  public void getBytes(final int index, final byte[] dst, final int offset, final int length) {
    bytes().get(at(index, length), dst, offset, length);
  }

  @Override
  public void getBytes(
      final int index, final MutableDirectBuffer dstBuffer, final int dstIndex, final int length) {
    // As bytes, since another kind of buffer would ask this one for its address.
    dstBuffer.putBytes(dstIndex, bytes(), at(index, length), length);
  }

  @Override
  public void getBytes(final int index, final ByteBuffer dstBuffer, final int length) {
    final int dstOffset = dstBuffer.position();
    getBytes(index, dstBuffer, dstOffset, length);
    dstBuffer.position(dstOffset + length);
  }

  @Override
  public void getBytes(
      final int index, final ByteBuffer dstBuffer, final int dstOffset, final int length) {
    final int at = at(index, length);
    reaching(dstBuffer, dstOffset, length).put(dstOffset, bytes(), at, length);
  }

  @Override
  public void putBytes(final int index, final byte[] src) {
    bytes().put(at(index, src.length), src);
  }

  @Override
  public void putBytes(final int index, final byte[] src, final int offset, final int length) {
    bytes().put(at(index, length), src, offset, length);
  }

  @Override
  public void putBytes(final int index, final ByteBuffer srcBuffer, final int length) {
    final int srcIndex = srcBuffer.position();
    putBytes(index, srcBuffer, srcIndex, length);
    srcBuffer.position(srcIndex + length);
  }

  @Override
  public void putBytes(
      final int index, final ByteBuffer srcBuffer, final int srcIndex, final int length) {
    final int at = at(index, length);
    bytes().put(at, reaching(srcBuffer, srcIndex, length), srcIndex, length);
  }

  @Override
  public void putBytes(
      final int index, final DirectBuffer srcBuffer, final int srcIndex, final int length) {
    srcBuffer.getBytes(srcIndex, bytes(), at(index, length), length);
  }

  /** The user's bytes up to their capacity: the limit is not asked, as Agrona's buffers do not. */
  private static ByteBuffer reaching(final ByteBuffer theirs, final int offset, final int length) {
    Objects.checkFromIndexSize(offset, length, theirs.capacity());
    return offset + length <= theirs.limit() ? theirs : theirs.duplicate().clear();
  }
}
