package org.intercore.icmsg.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.ChildJvm;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {
  @TempDir
  Path folder;

  /** Whatever a program touches first: the sentence is the one that names the flag. */
  @ParameterizedTest
  @ValueSource(strings = {"allocate", "view", "wrap", "memory", "file"})
  @Timeout(120)
  void withoutTheFlagTheFirstBufferNamesIt(final String first) throws Exception {
    final ChildJvm.Result result = ChildJvm.withoutFlag()
        .run(FirstTouch.class, first, folder.resolve("file").toString());

    assertThat(result.errors())
        .startsWith("Exception in thread \"main\" java.lang.IllegalStateException:"
            + " this JVM does not let Agrona's buffers work:"
            + " start java with --add-opens java.base/jdk.internal.misc=ALL-UNNAMED")
        .doesNotContain("Caused by");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  @Timeout(120)
  void withTheFlagTheyWork() throws Exception {
    final String file = folder.resolve("file").toString();
    for (final String first : new String[] {"allocate", "file"}) {
      final ChildJvm.Result result = ChildJvm.withFlag().run(FirstTouch.class, first, file);
      assertThat(result.errors()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
  }

  /** What the child runs. */
  static final class FirstTouch {
    public static void main(final String[] arguments) {
      switch (arguments[0]) {
        case "allocate" -> Buffers.allocate(8);
        case "view" -> Buffers.view();
        case "wrap" -> Buffers.wrap(ByteBuffer.allocateDirect(8), 0, 8);
        case "memory" -> SharedMemory.allocate(8).region(0, 8);
        default -> SharedMemory.createFile(Path.of(arguments[1]), 8).region(0, 8);
      }
    }
  }

  @Test
  void aViewCanBePointedAtPartsOfABufferAndAtNothingAgain() {
    final AtomicBuffer memory = Buffers.allocate(64);
    final AtomicBuffer view = Buffers.view();
    assertThat(view.capacity()).isZero();

    view.wrap(memory, 16, 8);
    view.putLong(0, 42);
    assertThat(memory.getLong(16)).isEqualTo(42);

    Buffers.clear(view);
    assertThat(view.capacity()).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> view.getByte(0));
    assertThat(memory.getLong(16)).isEqualTo(42);
  }

  @Test
  void wrappingSeesOnlyItsPart() {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(32);
    final AtomicBuffer part = Buffers.wrap(bytes, 8, 16);
    part.putByte(0, (byte) 1);
    part.putByte(15, (byte) 2);
    assertThat(bytes.get(8)).isEqualTo((byte) 1);
    assertThat(bytes.get(23)).isEqualTo((byte) 2);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> part.getByte(16));
  }

  @Test
  void wordsAreLittleEndian() {
    final AtomicBuffer memory = Buffers.allocate(8);
    LittleEndian.putIntRelease(memory, 0, 0x0A0B0C0D);
    LittleEndian.putIntVolatile(memory, 4, 0x01020304);

    final byte[] bytes = new byte[8];
    memory.getBytes(0, bytes);
    assertThat(bytes).containsExactly(0x0D, 0x0C, 0x0B, 0x0A, 0x04, 0x03, 0x02, 0x01);
    assertThat(LittleEndian.getIntAcquire(memory, 4)).isEqualTo(0x01020304);
    assertThat(LittleEndian.getIntVolatile(memory, 0)).isEqualTo(0x0A0B0C0D);
  }
}
