package org.intercore.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.intercore.cli.file.FileFailure;
import org.intercore.cli.file.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingFileTest {
  private static final byte[] NEW = "the new one".getBytes(StandardCharsets.UTF_8);

  @TempDir
  private Path directory;

  @Test
  void putsAWholeFileInItsPlace() throws IOException {
    before("the old one");
    try (IncomingFile file = IncomingFile.begin(directory, "f", NEW.length)) {
      file.write(ByteBuffer.wrap(NEW, 0, 4));
      file.write(ByteBuffer.wrap(NEW, 4, NEW.length - 4));
      assertThat(content()).isEqualTo("the old one");
      assertThat(file.commit(NEW.length, digest(NEW)).isFine()).isTrue();
    }
    assertThat(content()).isEqualTo("the new one");
    assertOnlyTheFileIsThere();
  }

  @Test
  void storesAnEmptyFile() throws IOException {
    try (IncomingFile file = IncomingFile.begin(directory, "f", 0)) {
      file.commit(0, digest(new byte[0]));
    }
    assertThat(content()).isEmpty();
  }

  @Test
  void keepsTheOldFileWhenTheDigestDiffers() throws IOException {
    before("the old one");
    try (IncomingFile file = IncomingFile.begin(directory, "f", NEW.length)) {
      file.write(ByteBuffer.wrap(NEW));
      assertThatThrownBy(
              () -> file.commit(NEW.length, digest("other".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(FileFailure.class)
          .hasMessageContaining("SHA-256");
    }
    assertThat(content()).isEqualTo("the old one");
    assertOnlyTheFileIsThere();
  }

  @Test
  void keepsTheOldFileWhenItEndsInTheMiddle() throws IOException {
    before("the old one");
    try (IncomingFile file = IncomingFile.begin(directory, "f", NEW.length)) {
      file.write(ByteBuffer.wrap(NEW, 0, 4));
      assertThatThrownBy(() -> file.commit(NEW.length, digest(NEW)))
          .isInstanceOf(FileFailure.class)
          .hasMessageContaining("only 4 of");
    }
    assertThat(content()).isEqualTo("the old one");
    assertOnlyTheFileIsThere();
  }

  @Test
  void noticesMoreThanWasAnnounced() {
    try (IncomingFile file = IncomingFile.begin(directory, "f", 3)) {
      file.write(ByteBuffer.wrap(NEW));
      assertThat(file.problem()).contains("more than the announced 3 bytes");
    }
  }

  @Test
  void refusesNamesThatLeadElsewhere() {
    assertThatThrownBy(() -> IncomingFile.begin(directory, "../f", 1))
        .isInstanceOf(FileFailure.class);
    assertThatThrownBy(() -> IncomingFile.begin(directory, "f", -1))
        .isInstanceOf(FileFailure.class);
  }

  @Test
  void refusesToReplaceADirectory() throws IOException {
    Files.createDirectory(directory.resolve("f"));
    assertThatThrownBy(() -> IncomingFile.begin(directory, "f", 1))
        .isInstanceOf(FileFailure.class)
        .hasMessageContaining("directory");
  }

  @Test
  void sweepsWhatADeadReceiverLeftAndOnlyThat() throws IOException {
    final Path dead = Files.createFile(directory.resolve(".icbmsg-1-0.part"));
    final Path other = Files.createFile(directory.resolve("mine.part"));
    try (IncomingFile living = IncomingFile.begin(directory, "f", 1)) {
      PartFile.sweep(directory);
      assertThat(dead).doesNotExist();
      assertThat(other).exists();
      living.write(ByteBuffer.wrap(new byte[] {1}));
      living.commit(1, digest(new byte[] {1}));
    }
    assertThat(directory.resolve("f")).hasSize(1);
  }

  private void before(final String content) throws IOException {
    Files.writeString(directory.resolve("f"), content);
  }

  private String content() throws IOException {
    return Files.readString(directory.resolve("f"));
  }

  private void assertOnlyTheFileIsThere() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("f"));
    }
  }

  private static byte[] digest(final byte[] bytes) {
    return Sha256.start().digest(bytes);
  }
}
