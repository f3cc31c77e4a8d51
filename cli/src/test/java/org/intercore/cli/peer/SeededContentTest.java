package org.intercore.cli.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.cli.console.SizeRange;
import org.junit.jupiter.api.Test;

class SeededContentTest {
  private static final int OFFSET = 3;

  private final SeededContent content = new SeededContent(7, new SizeRange(1, 100));
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + 100]);

  @Test
  void knowsItsOwnMessagesAgain() {
    for (int sequence = 0; sequence < 500; sequence++) {
      content.fill(1, sequence, buffer, OFFSET);
      assertThat(problem(1, sequence, content.length(1, sequence))).isNull();
    }
  }

  @Test
  void noticesEachChangedByte() {
    final int length = content.length(0, 5);
    content.fill(0, 5, buffer, OFFSET);
    for (int i = OFFSET; i < OFFSET + length; i++) {
      buffer.putByte(i, (byte) (buffer.getByte(i) ^ 0x10));
      assertThat(problem(0, 5, length)).contains("byte");
      buffer.putByte(i, (byte) (buffer.getByte(i) ^ 0x10));
    }
  }

  @Test
  void noticesAnotherLength() {
    final int length = content.length(0, 5);
    assertThat(problem(0, 5, length + 1)).contains("instead of " + length);
  }

  @Test
  void usesEverySizeOfTheRange() {
    final Set<Integer> lengths = new HashSet<>();
    for (int sequence = 0; sequence < 5_000; sequence++) {
      lengths.add(content.length(2, sequence));
    }
    assertThat(lengths).hasSize(100).contains(1, 100);
  }

  private String problem(final int endpoint, final long sequence, final int length) {
    return content.problem(endpoint, sequence, buffer, OFFSET, length);
  }
}
