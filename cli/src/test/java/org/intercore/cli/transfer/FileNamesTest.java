package org.intercore.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "a.txt", "...", ".hidden", "with space", "Ünïcödé", "-rf", "a..b"})
  void letsNamesPass(final String name) {
    assertThat(FileNames.problem(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "/etc/passwd",
        "../x",
        "a/b",
        "a\\b",
        "a\0b",
        "a\nb",
        "\u001b[2J"
      })
  void refusesWhatLeadsElsewhereOrHarms(final String name) {
    assertThat(FileNames.problem(name)).isNotNull().doesNotContain("\u001b", "\n", "\0");
  }

  @Test
  void countsBytesAndNotCharacters() {
    assertThat(FileNames.problem("x".repeat(255))).isNull();
    assertThat(FileNames.problem("ü".repeat(128))).isNotNull();
  }
}
