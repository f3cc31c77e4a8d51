package org.intercore.icmsg.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.intercore.icmsg.ChildJvm;
import org.intercore.icmsg.InThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileCreationTest {
  @TempDir
  Path folder;

  @Test
  void theFileIsZeroedButForItsContent() throws IOException {
    final Path path = folder.resolve("file");

    FileCreation.create(
        path, 70_000, channel -> channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3})));

    final byte[] expected = new byte[70_000];
    expected[0] = 1;
    expected[1] = 2;
    expected[2] = 3;
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    assertThat(files()).containsExactly("file");
  }

  @Test
  void theSpaceOfTheFileIsReallyAllocated() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("unix"));
    final Path path = folder.resolve("file");
    FileCreation.create(path, 1 << 20, channel -> {});
    final Process stat = new ProcessBuilder("stat", "-c", "%b %B", path.toString()).start();
    final String[] blocks =
        new String(stat.getInputStream().readAllBytes()).trim().split(" ");
    assertThat(Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]))
        .isGreaterThanOrEqualTo(1 << 20);
  }

  @Test
  void nobodyElseMayReadOrWriteIt() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    FileCreation.create(folder.resolve("created"), 1, channel -> {});
    FileCreation.replace(folder.resolve("replaced"), 1, channel -> {});
    for (final String name : List.of("created", "replaced")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFileThatStandsThereIsLeftAlone() throws IOException {
    final Path path = Files.writeString(folder.resolve("file"), "precious");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileCreation.create(path, 4096, channel -> {}))
        .withMessageStartingWith("cannot create " + path)
        .withMessageContaining("exists");

    assertThat(path).hasContent("precious");
    assertThat(files()).containsExactly("file");
  }

  @Test
  void replacingPutsTheNewFileInThePlaceOfTheOld() throws IOException {
    final Path path = Files.writeString(folder.resolve("file"), "old");

    FileCreation.replace(path, 3, channel -> channel.write(ByteBuffer.wrap("new".getBytes())));

    assertThat(path).hasContent("new");
    assertThat(files()).containsExactly("file");
  }

  @Test
  void nothingIsSeenOfAFileUntilItIsWhole() throws IOException {
    final Path path = folder.resolve("file");
    FileCreation.create(path, 4096, channel -> {
      assertThat(path).doesNotExist();
      assertThat(channel.size()).isEqualTo(4096);
    });
    assertThat(path).exists();
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    final Path path = folder.resolve("file");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileCreation.create(path, 4096, channel -> {
          throw new IOException("No space left on device");
        }))
        .withMessageStartingWith("cannot create " + path)
        .withMessageContaining("No space left on device");
    assertThat(files()).isEmpty();

    Files.writeString(path, "old");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileCreation.replace(path, 4096, channel -> {
          throw new IOException("No space left on device");
        }));
    assertThat(path).hasContent("old");
    assertThat(files()).containsExactly("file");
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    final Path path = folder.resolve("nowhere").resolve("file");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileCreation.create(path, 4096, channel -> {}))
        .withMessageStartingWith("cannot create " + path);
  }

  /** Of several that create the same file at once, one wins, and nobody sees another's bytes. */
  @Test
  @Timeout(120)
  void oneOfManyCreatorsWins() throws Exception {
    for (int round = 0; round < 50; round++) {
      final Path path = folder.resolve("file" + round);
      final CountDownLatch go = new CountDownLatch(1);
      final AtomicInteger winners = new AtomicInteger();
      final List<CompletableFuture<Void>> creators = IntStream.range(1, 5)
          .mapToObj(number -> InThread.run(() -> {
            try {
              go.await();
              FileCreation.create(path, 4096, channel -> channel.write(full((byte) number)));
              winners.incrementAndGet();
            } catch (final UncheckedIOException exists) {
              assertThat(Files.exists(path)).isTrue();
            } catch (final InterruptedException e) {
              throw new AssertionError(e);
            }
          }))
          .toList();
      go.countDown();
      creators.forEach(CompletableFuture::join);
      assertThat(winners).hasValue(1);
      final byte[] bytes = Files.readAllBytes(path);
      assertThat(bytes).hasSize(4096).containsOnly(bytes[0]);
      Files.delete(path);
    }
    assertThat(files()).isEmpty();
  }

  private static ByteBuffer full(final byte value) {
    final byte[] bytes = new byte[4096];
    Arrays.fill(bytes, value);
    return ByteBuffer.wrap(bytes);
  }

  /** A limit of the process on the size of files stands in for a disk that is full. */
  @Test
  @Timeout(120)
  void noSpaceIsASentenceAndNotACrashLater() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell here");
    final Path path = folder.resolve("file");

    final ChildJvm.Result result = ChildJvm.withFlag()
        .inShell("ulimit -f 64")
        .run(CreatesFile.class, path.toString(), "1000000");

    assertThat(result.errors())
        .contains("UncheckedIOException: cannot create " + path)
        .contains("File too large");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(files()).isEmpty();
  }

  /** What the child runs. */
  static final class CreatesFile {
    public static void main(final String[] arguments) {
      SharedMemory.createFile(Path.of(arguments[0]), Long.parseLong(arguments[1]))
          .close();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
