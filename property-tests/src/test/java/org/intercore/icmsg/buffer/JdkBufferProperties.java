package org.intercore.icmsg.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.properties.Scaled;

/**
 * Whatever can be asked of a buffer is asked of a flag-free one and of Agrona's, over equal memory:
 * the answers, the exceptions' kinds and all bytes have to be the same. The calls are the
 * interface's own methods, so that a method that comes with a newer Agrona is tried as well.
 */
@Scaled
class JdkBufferProperties {
  private static final int ROOM = 64;
  private static final int MAX_ROOM_BEFORE = 3;

  /** Pointing is another property's; the address is what a flag-free buffer has not. */
  private static final Set<String> LEFT_OUT =
      Set.of("wrap", "addressOffset", "byteArray", "byteBuffer", "verifyAlignment");

  private static final List<Method> METHODS = Stream.of(AtomicBuffer.class.getMethods())
      .filter(method -> !LEFT_OUT.contains(method.getName()))
      .sorted(Comparator.comparing(Method::toString))
      .toList();

  private static final List<String> TEXTS = List.of(
      "",
      "-",
      "0",
      "-0",
      "+1",
      "007",
      "12345678",
      "12x45678",
      "-1234567",
      "2147483647",
      "2147483648",
      "-2147483648",
      "-2147483649",
      "0000000001",
      "00000000001",
      "9999999999",
      "123456789012345678",
      "9223372036854775807",
      "9223372036854775808",
      "-9223372036854775807",
      "-9223372036854775808",
      "-9223372036854775809",
      "9999999999999999999",
      "00000000000000000001",
      "gr\u00fc\u00df \u20ac");

  private static final Set<Method> SUCCEEDED = new HashSet<>();

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void answersAsAgronasBuffersDo(@ForAll final long seed) throws Exception {
    final Play play = new Play(new SplittableRandom(seed));
    for (int i = 0; i < 4 * METHODS.size(); i++) {
      play.call(METHODS.get(play.random.nextInt(METHODS.size())));
    }
  }

  @AfterContainer
  static void eachMethodHasAlsoBeenSeenToSucceed() {
    assertThat(METHODS).hasSizeGreaterThan(100);
    assertThat(METHODS).allMatch(SUCCEEDED::contains);
  }

  /** What a call gave: its result, or the kind of its exception. */
  private record Answer(Object result, Class<?> failure) {
    static Answer of(final Method method, final Object on, final Object[] arguments)
        throws IllegalAccessException {
      try {
        return new Answer(method.invoke(on, arguments), null);
      } catch (final InvocationTargetException e) {
        final Throwable why = e.getCause();
        return new Answer(
            null,
            why instanceof IndexOutOfBoundsException
                ? IndexOutOfBoundsException.class
                : why.getClass());
      }
    }
  }

  /** Two buffers, and the arguments of a call to each of them. */
  private static final class Play {
    private final SplittableRandom random;
    private final boolean direct;
    private final int base;
    private final ByteBuffer expectedBytes;
    private final ByteBuffer actualBytes;
    private final AtomicBuffer expected;
    private final AtomicBuffer actual;
    private int kindOfArgument;

    Play(final SplittableRandom random) {
      this.random = random;
      this.direct = random.nextBoolean();
      this.base = 8 * random.nextInt(MAX_ROOM_BEFORE);
      final int capacity = random.nextInt(1, ROOM);
      final int whole = base + capacity + 8;
      expectedBytes = direct ? Buffers.allocateDirect(whole, 8) : ByteBuffer.allocate(whole);
      actualBytes = direct ? Buffers.allocateDirect(whole, 8) : ByteBuffer.allocate(whole);
      for (int i = 0; i < whole; i++) {
        // Digits above all, for what reads numbers.
        final byte value = (byte)
            (random.nextInt(4) == 0 ? random.nextInt() : "0123456789-".charAt(random.nextInt(11)));
        expectedBytes.put(i, value);
        actualBytes.put(i, value);
      }
      expected = new UnsafeBuffer(expectedBytes, base, capacity);
      actual = new JdkBuffer(actualBytes, base, capacity);
    }

    void call(final Method method) throws Exception {
      final Class<?>[] types = method.getParameterTypes();
      final Object[] forExpected = new Object[types.length];
      final Object[] forActual = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        // Drawn twice alike, since a call may change what it is given.
        final long seed = random.nextLong();
        kindOfArgument = 0;
        forExpected[i] = argument(method, types[i], i, new SplittableRandom(seed));
        kindOfArgument = random.nextInt(2);
        forActual[i] = argument(method, types[i], i, new SplittableRandom(seed));
      }
      if (method.getName().startsWith("parse") && random.nextBoolean()) {
        final String text = TEXTS.get(random.nextInt(TEXTS.size()));
        forExpected[1] = text.length();
        forActual[1] = text.length();
        final int index = (int) forExpected[0];
        if (index >= 0 && index <= expected.capacity() - text.length()) {
          expected.putStringWithoutLengthAscii(index, text);
          actual.putStringWithoutLengthAscii(index, text);
        }
      }
      final Supplier<String> call =
          () -> method + " with " + Arrays.toString(forExpected) + " on " + actual;
      final Answer right = Answer.of(method, expected, forExpected);
      final Answer answer = Answer.of(method, actual, forActual);
      assertThat(answer).as(call).isEqualTo(right);
      assertThat(actualBytes).as(call).isEqualTo(expectedBytes);
      for (int i = 0; i < types.length; i++) {
        assertThat(state(forActual[i])).as(call).isEqualTo(state(forExpected[i]));
      }
      if (right.failure() == null) {
        SUCCEEDED.add(method);
      }
    }

    private static Object state(final Object argument) {
      if (argument instanceof final byte[] array) {
        return new String(array, StandardCharsets.ISO_8859_1);
      }
      if (argument instanceof final ByteBuffer buffer) {
        return List.of(buffer.position(), buffer.limit(), buffer.duplicate().clear());
      }
      if (argument instanceof final DirectBuffer buffer) {
        final byte[] content = new byte[buffer.capacity()];
        buffer.getBytes(0, content);
        return state(content);
      }
      return String.valueOf(argument);
    }

    private Object argument(
        final Method method, final Class<?> type, final int place, final SplittableRandom from) {
      if (type == int.class) {
        return number(method, place, from);
      }
      if (type == long.class) {
        final long value = anyLong(from);
        return method.getName().contains("Natural") ? value & Long.MAX_VALUE : value;
      }
      if (type == short.class) {
        return (short) from.nextInt();
      }
      if (type == char.class) {
        return (char) from.nextInt();
      }
      if (type == byte.class) {
        return (byte) from.nextInt();
      }
      if (type == float.class) {
        return (float) from.nextInt() / 3;
      }
      if (type == double.class) {
        return (double) from.nextLong() / 3;
      }
      if (type == ByteOrder.class) {
        return from.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      }
      if (type == byte[].class) {
        return bytes(from);
      }
      if (type == ByteBuffer.class) {
        return byteBuffer(from);
      }
      if (type == Appendable.class) {
        return new StringBuilder();
      }
      if (type == String.class || type == CharSequence.class) {
        final int which = from.nextInt(TEXTS.size() + 1);
        return which == TEXTS.size() ? null : TEXTS.get(which);
      }
      return buffer(method, from);
    }

    private int number(final Method method, final int place, final SplittableRandom from) {
      final String name = method.getName();
      int value = switch (from.nextInt(8)) {
        case 0 -> (int) anyLong(from);
        case 1 -> -from.nextInt(10);
        case 2, 3 -> from.nextInt(12);
        default -> from.nextInt(expected.capacity() + 2);
      };
      if (place == 0
          && name.matches(".*(Volatile|Acquire|Release|Ordered|Opaque|compareAnd|getAnd).*")) {
        // What is not aligned is refused outside the heap, which a test of its own shows.
        value &= -8;
      }
      // A negative natural number, or length of a string, is nothing that a buffer is to be asked.
      final boolean isLength = name.equals("getStringAscii") && place == 1;
      return name.contains("Natural") || isLength ? value & Integer.MAX_VALUE : value;
    }

    private static long anyLong(final SplittableRandom from) {
      final long value = from.nextLong() >> from.nextInt(64);
      return switch (from.nextInt(12)) {
        case 0 -> Long.MIN_VALUE;
        case 1 -> Long.MAX_VALUE;
        case 2 -> Integer.MIN_VALUE;
        case 3 -> Integer.MAX_VALUE;
        case 4 -> 0;
        default -> value;
      };
    }

    private static byte[] bytes(final SplittableRandom from) {
      final byte[] bytes = new byte[from.nextInt(24)];
      from.nextBytes(bytes);
      return bytes;
    }

    private static ByteBuffer byteBuffer(final SplittableRandom from) {
      final byte[] bytes = bytes(from);
      final ByteBuffer whole = from.nextBoolean()
          ? ByteBuffer.allocateDirect(bytes.length)
          : ByteBuffer.allocate(bytes.length);
      whole.put(bytes);
      final int start = from.nextInt(bytes.length + 1);
      final ByteBuffer part = whole.slice(start, bytes.length - start);
      part.limit(from.nextInt(part.capacity() + 1));
      return part.position(from.nextInt(part.limit() + 1));
    }

    /**
     * Of the same kind as the one that is asked, or of the other; for comparisons, nearly the same
     * bytes.
     */
    private AtomicBuffer buffer(final Method method, final SplittableRandom from) {
      final byte[] bytes;
      if (method.getName().equals("compareTo")) {
        bytes = new byte[Math.max(0, expected.capacity() - from.nextInt(2))];
        expected.getBytes(0, bytes);
        if (bytes.length > 0 && from.nextBoolean()) {
          bytes[from.nextInt(bytes.length)]++;
        }
      } else {
        bytes = bytes(from);
      }
      return kindOfArgument == 0 ? new UnsafeBuffer(bytes) : new JdkBuffer(bytes);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void isPointedAsAgronasBuffersAre(@ForAll final long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    final List<Object> memories = memories(random);
    final byte[] nothing = new byte[0];
    final UnsafeBuffer expected = new UnsafeBuffer(nothing);
    final JdkBuffer actual = new JdkBuffer(nothing);
    for (int i = 0; i < 40; i++) {
      final Object memory = memories.get(random.nextInt(memories.size()));
      final boolean whole = random.nextInt(4) == 0;
      final int offset = random.nextInt(-1, 20);
      final int length = random.nextInt(-1, 20);
      final boolean twin = random.nextBoolean();
      final Class<?> failure = failureOf(() -> point(expected, memory, whole, offset, length));
      assertThat(
              failureOf(() -> point(actual, twin ? twin(memory) : memory, whole, offset, length)))
          .isEqualTo(failure);
      assertThat(actual.capacity()).isEqualTo(expected.capacity());
      assertThat(actual.wrapAdjustment()).isEqualTo(expected.wrapAdjustment());
      assertThat(actual.byteArray()).isSameAs(expected.byteArray());
      assertThat(actual.byteBuffer()).isSameAs(expected.byteBuffer());
      for (int at = 0; at < expected.capacity(); at++) {
        assertThat(actual.getByte(at)).isEqualTo(expected.getByte(at));
        actual.putByte(at, (byte) random.nextInt());
        assertThat(actual.getByte(at)).isEqualTo(expected.getByte(at));
      }
      if (random.nextInt(8) == 0) {
        Buffers.clear(expected);
        Buffers.clear(actual);
      }
    }
  }

  private static List<Object> memories(final SplittableRandom random) {
    final byte[] array = new byte[16];
    random.nextBytes(array);
    final ByteBuffer direct = ByteBuffer.allocateDirect(24);
    final List<Object> memories = new ArrayList<>(List.of(
        array,
        new byte[7],
        ByteBuffer.wrap(array),
        ByteBuffer.wrap(array, 2, 5).slice(),
        direct,
        direct.slice(3, 15).limit(4),
        direct.duplicate()));
    for (final Object memory : List.copyOf(memories)) {
      final UnsafeBuffer foreign = new UnsafeBuffer();
      point(foreign, memory, false, 1, 3);
      memories.add(foreign);
    }
    return memories;
  }

  /** A flag-free buffer over what Agrona's is over. */
  private static Object twin(final Object memory) {
    return memory instanceof final DirectBuffer buffer ? new JdkBuffer(buffer) : memory;
  }

  private static void point(
      final DirectBuffer view,
      final Object memory,
      final boolean whole,
      final int offset,
      final int length) {
    if (memory instanceof final byte[] array) {
      if (whole) {
        view.wrap(array);
      } else {
        view.wrap(array, offset, length);
      }
    } else if (memory instanceof final ByteBuffer bytes) {
      if (whole) {
        view.wrap(bytes);
      } else {
        view.wrap(bytes, offset, length);
      }
    } else if (whole) {
      view.wrap((DirectBuffer) memory);
    } else {
      view.wrap((DirectBuffer) memory, offset, length);
    }
  }

  private static Class<?> failureOf(final Runnable call) {
    try {
      call.run();
      return null;
    } catch (final RuntimeException e) {
      return e.getClass();
    }
  }

  /**
   * Of several threads that count in the same words, inside the heap and outside, none loses a
   * step.
   */
  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void countsNothingTwiceAndLosesNothing(@ForAll final boolean onHeap) throws Exception {
    final int steps = 20_000;
    final JdkBuffer shared =
        onHeap ? new JdkBuffer(new byte[32]) : new JdkBuffer(Buffers.allocateDirect(32, 8), 0, 32);
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(new Thread(() -> count(new JdkBuffer(shared), steps)));
    }
    threads.forEach(Thread::start);
    for (final Thread thread : threads) {
      thread.join();
    }
    final int all = steps * threads.size();
    assertThat(shared.getLongVolatile(0)).isEqualTo(all);
    assertThat(shared.getLongVolatile(8)).isEqualTo(all);
    assertThat(shared.getIntVolatile(16)).isEqualTo(all);
    assertThat(shared.getIntVolatile(20)).isEqualTo(all);
    assertThat(shared.getLongVolatile(24)).isEqualTo(all);
  }

  private static void count(final JdkBuffer shared, final int steps) {
    for (int i = 0; i < steps; i++) {
      shared.getAndAddLong(0, 1);
      long now = shared.getLongAcquire(8);
      while (!shared.compareAndSetLong(8, now, now + 1)) {
        now = shared.getLongAcquire(8);
      }
      shared.addIntRelease(16, 1);
      int old = shared.getIntOpaque(20);
      while (shared.compareAndExchangeInt(20, old, old + 1) != old) {
        old = shared.getIntOpaque(20);
      }
      shared.addLongOrdered(24, 1);
    }
  }

  @Property(tries = 1)
  void whatItCannotDoItSays() {
    final JdkBuffer buffer = new JdkBuffer(Buffers.allocateDirect(16, 8), 0, 16);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> buffer.wrap(4096L, 8))
        .withMessageContaining(Buffers.JVM_FLAG);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(buffer::addressOffset)
        .withMessageContaining(Buffers.JVM_FLAG);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> buffer.wrap(new UnsafeBuffer(4096L, 8)))
        .withMessageContaining(Buffers.JVM_FLAG);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> buffer.getLongAcquire(4));
    buffer.verifyAlignment();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(new JdkBuffer(Buffers.allocateDirect(16, 8), 4, 8)::verifyAlignment);
    assertThat(new JdkBuffer(new byte[] {1, 2}))
        .isEqualTo(new JdkBuffer(new byte[] {1, 2}))
        .hasSameHashCodeAs(new JdkBuffer(new byte[] {1, 2}))
        .isNotEqualTo(new JdkBuffer(new byte[] {1, 3}));
  }

  /** The same for the words of a link. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void wordsAreTheSameByAddressAndThroughTheJdk(@ForAll final long seed) throws Exception {
    final SplittableRandom random = new SplittableRandom(seed);
    final AtomicBuffer expectedBytes = new UnsafeBuffer(Buffers.allocateDirect(96, 8), 8, 80);
    final AtomicBuffer actualBytes = new UnsafeBuffer(Buffers.allocateDirect(96, 8), 8, 80);
    final SharedWords expected = AgronaWords.at(expectedBytes);
    final SharedWords actual = JdkWords.at(actualBytes);
    for (final Method method : SharedWords.class.getMethods()) {
      if (method.getDeclaringClass() == SharedWords.class && !method.getName().equals("of")) {
        final Object[] arguments = Stream.of(method.getParameterTypes())
            .map(type -> type == int.class
                ? (Object) random.nextInt(-8, 96)
                : type == long.class ? (Object) random.nextLong() : source(random))
            .toArray();
        arguments[0] = (int) arguments[0] & (method.getName().equals("putBytes") ? -1 : -8);
        assertThat(Answer.of(method, actual, arguments))
            .isEqualTo(Answer.of(method, expected, arguments));
        assertThat(actualBytes).isEqualTo(expectedBytes);
      }
    }
  }

  private static DirectBuffer source(final SplittableRandom random) {
    final byte[] bytes = new byte[64];
    random.nextBytes(bytes);
    return new UnsafeBuffer(bytes);
  }
}
