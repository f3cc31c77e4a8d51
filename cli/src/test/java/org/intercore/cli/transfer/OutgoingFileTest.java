package org.intercore.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.intercore.cli.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutgoingFileTest {
  @TempDir
  private Path directory;

  @Test
  void sendsOnlyTheLastElementOfThePath() throws IOException {
    final Path file = Files.createFile(directory.resolve("a.txt"));
    assertThat(OutgoingFile.of(List.of(file))).containsExactly(new OutgoingFile(file, "a.txt"));
  }

  @Test
  void refusesTwoFilesOfOneName() throws IOException {
    final Path first = Files.createFile(directory.resolve("a"));
    final Path second =
        Files.createFile(Files.createDirectory(directory.resolve("d")).resolve("a"));
    assertRefused("would both arrive as 'a'", first, second);
  }

  @Test
  void refusesDirectoriesAndMissingFiles() {
    assertRefused("is a directory", directory);
    assertRefused("does not exist", directory.resolve("missing"));
  }

  private static void assertRefused(final String words, final Path... paths) {
    assertThatThrownBy(() -> OutgoingFile.of(List.of(paths)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(words);
  }
}
