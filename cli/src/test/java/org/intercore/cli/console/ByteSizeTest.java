package org.intercore.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "2048, 2048",
    "0x800, 2048",
    "0XfF, 255",
    "2k, 2048",
    "2K, 2048",
    "0x2k, 2048",
    "1M, 1048576",
    "1G, 1073741824"
  })
  void readsNumbersAsPeopleWriteThem(final String text, final long expected) {
    assertThat(ByteSize.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "+1", "0x", "0x-1", "1.5k", "zwei", "8589934592G", "1 k"})
  void refusesEverythingElse(final String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "2G"})
  void refusesWhatDoesNotFitAnInt(final String text) {
    final ByteSize.OfInt converter = new ByteSize.OfInt();
    assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
