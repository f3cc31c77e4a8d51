package org.intercore.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeRangeTest {
  private final SizeRange.Converter converter = new SizeRange.Converter();

  @Test
  void readsBothEndsOrOneSize() {
    assertThat(converter.convert("1-2500")).isEqualTo(new SizeRange(1, 2500));
    assertThat(converter.convert("0x10-1k")).isEqualTo(new SizeRange(16, 1024));
    assertThat(converter.convert("64")).isEqualTo(new SizeRange(64, 64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1-", "-5", "0-5", "9-1", "1-2-3", "a-b"})
  void refusesWhatIsNoRange(final String text) {
    assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
