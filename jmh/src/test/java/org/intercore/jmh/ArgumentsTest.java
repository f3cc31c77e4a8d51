package org.intercore.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static int rounds(final String... args) {
    return Arguments.count(args, 1, "rounds", 150);
  }

  @Test
  void aNumberIsTakenOrLeftOut() {
    assertEquals(7, rounds("x", "7"));
    assertEquals(150, rounds("7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "1.5", "99999999999"})
  void whatIsNoneIsRefusedWithASentence(final String said) {
    final IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> rounds("7", said));
    assertEquals(
        "the number of rounds must be a whole number, 1 or more, but is \"" + said + "\"",
        refused.getMessage());
  }
}
