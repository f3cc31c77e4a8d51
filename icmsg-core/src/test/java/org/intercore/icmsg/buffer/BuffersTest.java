package org.intercore.icmsg.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
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
  void whoAsksForAgronasBuffersWithoutTheFlagIsToldItsName(final String first) throws Exception {
    final ChildJvm.Result result = ChildJvm.withBuffers("agrona")
        .run(FirstTouch.class, first, folder.resolve("file").toString());

    assertThat(result.errors())
        .startsWith("Exception in thread \"main\" java.lang.IllegalStateException:"
            + " this JVM does not let Agrona's buffers work:"
            + " start java with --add-opens java.base/jdk.internal.misc=ALL-UNNAMED")
        .doesNotContain("Caused by");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "Agrona", "jdk "})
  @Timeout(120)
  void aChoiceThatIsNoneIsToldWhatItMayBe(final String wanted) throws Exception {
    assertThat(ChildJvm.withBuffers(wanted).run(FirstTouch.class, "view").errors())
        .startsWith("Exception in thread \"main\" java.lang.IllegalArgumentException:"
            + " icbmsg.buffers must be auto, agrona or jdk, but is " + wanted)
        .doesNotContain("Caused by");
  }

  @Test
  @Timeout(120)
  void withTheFlagTheyAreAgronas() throws Exception {
    assertWorks(ChildJvm.withFlag(), "agrona");
  }

  @Test
  @Timeout(120)
  void withoutTheFlagTheyAreOfTheJdk() throws Exception {
    assertWorks(ChildJvm.withoutFlag(), "jdk");
    assertWorks(ChildJvm.withBuffers("jdk"), "jdk");
  }

  private void assertWorks(final ChildJvm child, final String kind) throws Exception {
    // Nothing is said on the error stream, neither by us nor, on newer JDKs, about us.
    final String file = Files.createTempDirectory(folder, kind).resolve("file").toString();
    final ChildJvm.Result result = child.run(EveryTouch.class, kind, file);
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  /** Or the compiler could not know which of two classes a word's is, and would have to ask. */
  @Test
  @Timeout(120)
  void onlyClassesOfOneKindAreLoaded() throws Exception {
    assertThat(classesLoadedBy(ChildJvm.withFlag(), "agrona"))
        .contains("AgronaWords")
        .doesNotContain("buffer.Jdk");
    assertThat(classesLoadedBy(ChildJvm.withoutFlag(), "jdk"))
        .contains("buffer.JdkWords")
        .doesNotContain("AgronaWords");
  }

  private String classesLoadedBy(final ChildJvm child, final String kind) throws Exception {
    final String file = Files.createTempDirectory(folder, kind).resolve("file").toString();
    return child
        .with("-Xlog:class+load:stderr")
        .run(EveryTouch.class, kind, file)
        .errors();
  }

  /**
   * What a child of either kind runs: fails if it is of the other, or if a word is not where it was
   * put.
   */
  static final class EveryTouch {
    public static void main(final String[] arguments) throws Exception {
      require(Buffers.kind().equals(arguments[0]));
      try (SharedMemory memory = SharedMemory.createFile(Path.of(arguments[1]), 8192)) {
        final AtomicBuffer part = memory.region(4096, 64).buffer();
        final SharedWords words = SharedWords.of(part);
        words.putLongRelease(8, 42);
        require(LittleEndian.getLongAcquire(part, 8) == 42);
        final AtomicBuffer view = Buffers.view();
        Buffers.point(view, part, 8, 8);
        require(LittleEndian.getLong(view, 0) == 42);
        Buffers.clear(view);
      }
      // Closing has taken the mapping away; where there is no such file, that is not asked.
      final Path maps = Path.of("/proc/self/maps");
      require(!Files.isReadable(maps) || !Files.readString(maps).contains(arguments[1]));
      require(Buffers.allocate(8).getLong(0) == 0);
    }

    private static void require(final boolean right) {
      if (!right) {
        throw new AssertionError();
      }
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
