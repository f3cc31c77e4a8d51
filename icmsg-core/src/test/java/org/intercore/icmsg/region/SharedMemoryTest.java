package org.intercore.icmsg.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.intercore.icmsg.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
  @TempDir
  Path folder;

  @Test
  void directMemoryIsZeroedAndStartsAtAPage() {
    try (SharedMemory memory = SharedMemory.allocate(5000)) {
      assertThat(memory.size()).isEqualTo(5000);
      assertThat(memory.path()).isNull();
      final SharedRegion whole = memory.region(0, 5000);
      assertThat(whole.buffer().byteBuffer().alignmentOffset(0, 4096)).isZero();
      for (int i = 0; i < 5000; i++) {
        assertThat(whole.buffer().getByte(i)).isZero();
      }
    }
  }

  @Test
  void twoMappingsOfAFileSeeTheSameBytes() {
    final Path path = folder.resolve("shared");
    try (SharedMemory mine = SharedMemory.createFile(path, 8192);
        SharedMemory yours = SharedMemory.mapFile(path)) {
      assertThat(mine.path()).isEqualTo(path);
      assertThat(yours.size()).isEqualTo(8192);
      assertThat(mine.region(0, 1).buffer().byteBuffer().alignmentOffset(0, 4096))
          .isZero();

      mine.region(4096, 64).buffer().putLongVolatile(8, 0x1122334455667788L);

      assertThat(yours.region(4104, 8).buffer().getLongVolatile(0)).isEqualTo(0x1122334455667788L);
    }
  }

  @Test
  void whatWasWrittenIsInTheFile() throws IOException {
    final Path path = folder.resolve("shared");
    try (SharedMemory memory = SharedMemory.createFile(path, 10)) {
      memory.region(3, 4).buffer().putByte(1, (byte) 0x42);
    }
    assertThat(Files.readAllBytes(path)).containsExactly(0, 0, 0, 0, 0x42, 0, 0, 0, 0, 0);
  }

  @Test
  void aRegionIsAWindowOfItsOwn() {
    try (SharedMemory memory = SharedMemory.allocate(4096)) {
      final SharedRegion region = memory.region(64, 128);
      final SharedRegion part = region.region(32, 16);
      assertThat(region.memory()).isSameAs(memory);
      assertThat(region.offset()).isEqualTo(64);
      assertThat(region.length()).isEqualTo(128);
      assertThat(region.buffer().capacity()).isEqualTo(128);
      assertThat(part.offset()).isEqualTo(96);
      assertThat(part.length()).isEqualTo(16);

      part.buffer().putByte(15, (byte) 7);
      assertThat(memory.region(0, 4096).buffer().getByte(111)).isEqualTo((byte) 7);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> part.buffer().getByte(16));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> region.region(120, 9));
      assertThat(region).hasToString("128 bytes at offset 64 of direct memory (4096 bytes)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 8",
    "0, 0",
    "0, -1",
    "0, 4097",
    "4096, 1",
    "4090, 7",
    "9223372036854775807, 1",
    "1, 9223372036854775807",
    "-9223372036854775808, 8",
  })
  void aRegionOutsideTheMemoryIsRefused(final long offset, final long length) {
    try (SharedMemory memory = SharedMemory.allocate(4096)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> memory.region(offset, length))
          .withMessage("a region of " + length + " bytes at offset " + offset
              + " does not lie within direct memory (4096 bytes)");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Integer.MAX_VALUE + 1L, Long.MIN_VALUE, Long.MAX_VALUE})
  void aSizeThatCannotBeMappedIsRefused(final long size) {
    final Path path = folder.resolve("shared");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.createFile(path, size))
        .withMessage("the size of " + path + " must be 1 to 2147483647 bytes, but is " + size);
    assertThat(path).doesNotExist();
    if (size < 1) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SharedMemory.allocate((int) Math.max(size, -1)));
    }
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    final Path path = Files.createFile(folder.resolve("empty"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.mapFile(path))
        .withMessageContaining("but is 0");
  }

  @Test
  void whatCannotBeMappedIsNamed() {
    final Path missing = folder.resolve("missing");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> SharedMemory.mapFile(missing))
        .withMessageStartingWith("cannot map " + missing);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> SharedMemory.mapFile(folder))
        .withMessageStartingWith("cannot map " + folder);
    assertThat(missing).doesNotExist();
  }

  /** A read of memory that is gone would not fail, it would end the JVM. */
  @Test
  void aLeaseKeepsAClosedMappingInPlace() throws IOException {
    final Path path = folder.resolve("shared");
    final SharedMemory memory = SharedMemory.createFile(path, 4096);
    final SharedRegion region = memory.region(0, 4096);
    region.buffer().putLong(0, 0x0102030405060708L);
    memory.lease();

    memory.close();
    memory.close();

    assertThat(region.buffer().getLong(0)).isEqualTo(0x0102030405060708L);
    region.buffer().putLong(8, 1);
    assertMapped(path, true);

    memory.release();
    assertMapped(path, false);
    assertThatIllegalStateException()
        .isThrownBy(memory::lease)
        .withMessage(path + " (4096 bytes) is closed");
  }

  @Test
  void aMappingGoesWhenItIsClosedAndNobodyLeasesIt() throws IOException {
    final Path path = folder.resolve("shared");
    final SharedMemory memory = SharedMemory.createFile(path, 4096);
    memory.lease();
    memory.release();
    assertMapped(path, true);

    memory.close();

    assertMapped(path, false);
  }

  @Test
  void aByteBufferThatWasHandedOutOutlivesTheMemory() throws IOException {
    final Path path = folder.resolve("shared");
    final SharedMemory memory = SharedMemory.createFile(path, 4096);
    final SharedRegion region = memory.region(64, 128);
    region.buffer().putByte(10, (byte) 0x42);
    final ByteBuffer bytes = region.readOnlyBytes(8, 16);
    final ByteBuffer writable = region.writableBytes(8, 16);

    memory.close();

    assertMapped(path, true);
    assertThat(bytes.isReadOnly()).isTrue();
    assertThat(bytes.position()).isZero();
    assertThat(bytes.remaining()).isEqualTo(16);
    assertThat(bytes.get(2)).isEqualTo((byte) 0x42);
    writable.put(2, (byte) 0x43);
    assertThat(bytes.get(2)).isEqualTo((byte) 0x43);
  }

  @Test
  void withoutTheFlagSuchMemoryGoesWithTheLastByteBuffer() throws Exception {
    final ChildJvm.Result result = ChildJvm.withoutFlag().run(Keeper.class, folder.toString());

    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  /** Keeps a view of closed memory over some collections and mappings, and then no more. */
  static final class Keeper {
    private static final long PATIENCE_NS = 60_000_000_000L;

    public static void main(final String[] arguments) throws IOException {
      final Path path = Path.of(arguments[0], "kept");
      final Path other = Path.of(arguments[0], "other");
      SharedMemory.createFile(other, 4096).close();
      ByteBuffer kept = keep(path);
      for (int i = 0; i < 10; i++) {
        System.gc();
        SharedMemory.mapFile(other).close();
      }
      require(kept.get(2) == 0x42);
      kept = null;
      final long startNs = System.nanoTime();
      while (isMapped(path)) {
        require(System.nanoTime() - startNs < PATIENCE_NS);
        System.gc();
        SharedMemory.mapFile(other).close();
      }
      require(!isMapped(other));
    }

    private static ByteBuffer keep(final Path path) {
      try (SharedMemory memory = SharedMemory.createFile(path, 4096)) {
        final SharedRegion region = memory.region(64, 128);
        region.buffer().putByte(10, (byte) 0x42);
        return region.readOnlyBytes(8, 16);
      }
    }

    private static boolean isMapped(final Path path) throws IOException {
      final Path maps = Path.of("/proc/self/maps");
      return Files.isReadable(maps) && Files.readString(maps).contains(path.toString());
    }

    private static void require(final boolean right) {
      if (!right) {
        throw new AssertionError();
      }
    }
  }

  @Test
  void noByteBufferIsHandedOutOverMemoryThatIsGone() {
    final SharedMemory memory = SharedMemory.createFile(folder.resolve("shared"), 4096);
    final SharedRegion region = memory.region(0, 4096);
    memory.close();

    assertThatIllegalStateException().isThrownBy(() -> region.readOnlyBytes(0, 8));
    assertThatIllegalStateException().isThrownBy(() -> region.writableBytes(0, 8));
  }

  @Test
  void aByteBufferLiesWithinItsRegion() {
    try (SharedMemory memory = SharedMemory.allocate(4096)) {
      final SharedRegion region = memory.region(64, 128);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> region.readOnlyBytes(120, 9));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> region.writableBytes(-1, 4));
    }
  }

  /**
   * Hunts a lease that is given after the mapping has gone: the reader of such memory would end the
   * JVM, so surviving is the assertion.
   */
  @Test
  @Timeout(120)
  void leasingAndClosingAtTheSameTimeNeverTakesMemoryFromAReader() throws Exception {
    for (int round = 0; round < 200; round++) {
      final SharedMemory memory = SharedMemory.createFile(folder.resolve("shared" + round), 4096);
      final SharedRegion region = memory.region(0, 4096);
      final CountDownLatch started = new CountDownLatch(1);
      final Thread reader = new Thread(() -> {
        started.countDown();
        try {
          while (true) {
            memory.lease();
            region.buffer().putByte(0, (byte) 1);
            memory.release();
          }
        } catch (final IllegalStateException closed) {
          // as it should be
        }
      });
      reader.start();
      started.await();
      memory.close();
      reader.join();
    }
  }

  private static void assertMapped(final Path path, final boolean expected) throws IOException {
    final Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.isReadable(maps), "this system does not list its mappings");
    final boolean mapped =
        Files.readAllLines(maps).stream().anyMatch(line -> line.endsWith(path.toString()));
    assertThat(mapped).as("%s is mapped", path).isEqualTo(expected);
  }
}
