package org.intercore.icmsg.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {

  /** The numbers of Linux, which Zephyr documents by name. */
  @ParameterizedTest
  @CsvSource({
    "-4, INTERRUPTED",
    "-11, TIMED_OUT",
    "-12, NO_MEMORY",
    "-16, BUSY",
    "-61, NO_DATA",
    "-71, PEER_FAULT",
    "-74, BAD_MESSAGE",
    "-105, NO_BUFFERS",
    "-107, NOT_CONNECTED",
    "-108, CLOSED",
    "-114, ALREADY",
  })
  void everyStatusHasItsErrnoANameAndASentence(final int value, final String name)
      throws ReflectiveOperationException {
    assertThat(Status.class.getField(name).getInt(null)).isEqualTo(value);
    assertThat(Status.name(value)).isEqualTo(name);
    assertThat(Status.describe(value)).matches(name + " \\(" + value + "\\): [a-z ]{10,}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK (0)",
    "128, OK (128)",
    "4294967296, OK (4294967296)",
    "-1, UNKNOWN (-1): not a status of this library",
    "-4294967300, UNKNOWN (-4294967300): not a status of this library",
  })
  void whatIsNoStatusIsNotTakenForOne(final long value, final String words) {
    assertThat(Status.describe(value)).isEqualTo(words);
  }
}
