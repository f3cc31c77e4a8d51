package org.intercore.icbmsg.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.intercore.icbmsg.control.ControlMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bits of a slot's first two words. */
class SlotWordTest {
  private static final long FIRST_LAP = 1L << 63;

  @ParameterizedTest
  @CsvSource({
    // type, endpoint, block or length, lap; the word
    "0, 0, 0, 1, 8100000000000000",
    "0, 0, 0, 0, 0100000000000000",
    "4, 5, 56, 1, 8500000500000038",
    "2, 16777215, -1, 0, 03ffffffffffffff",
    "3, 254, 65535, 1, 840000fe0000ffff",
    "126, 0, 0, 0, 7f00000000000000",
  })
  void theFirstWordHoldsLapTypeEndpointAndBlock(
      final int type, final int endpoint, final int block, final int lap, final String hex) {
    final long event = ControlMessage.event(type, endpoint, block);
    final long word = SlotWord.of(event, lap == 1 ? FIRST_LAP : 0);

    assertThat(Long.toHexString(word)).isEqualTo(hex.replaceFirst("^0", ""));
    assertThat(SlotWord.event(word)).isEqualTo(event);
    assertThat(SlotWord.isNew(word, lap == 1 ? FIRST_LAP : 0)).isTrue();
    assertThat(SlotWord.isNew(word, lap == 1 ? 0 : FIRST_LAP)).isFalse();
  }

  /** A slot that was emptied, and one whose type is 0, are news in no lap, whatever else they say. */
  @Test
  void aWordWithoutATypeIsNeverNew() {
    for (final long word : new long[] {0, FIRST_LAP, (1L << 56) - 1, FIRST_LAP | (1L << 56) - 1}) {
      assertThat(SlotWord.isNew(word, 0)).isFalse();
      assertThat(SlotWord.isNew(word, FIRST_LAP)).isFalse();
    }
  }

  @Test
  void theLapIsOneInTheFirstRoundAndChangesWithEachRound() {
    for (final long round : new long[] {0, 1, 2, 3, 1L << 24, (1L << 40) + 1}) {
      final long lap = round % 2 == 0 ? FIRST_LAP : 0;
      assertThat(SlotWord.lap(round * 256, 256)).isEqualTo(lap);
      assertThat(SlotWord.lap(round * 256 + 255, 256)).isEqualTo(lap);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0, 1", "4, 56, 1", "4, 57, 2", "4, 120, 2", "4, 121, 3", "4, 184, 3",
    // What cannot be true, and what is no message.
    "4, 185, 1", "4, 2147483647, 1", "4, -1, 1", "0, 100, 1", "2, 100, 1", "5, 100, 1",
  })
  void aMessageTakesAsManySlotsAsItNeeds(final int type, final int length, final int slots) {
    assertThat(SlotWord.slotsOf(ControlMessage.event(type, 3, length))).isEqualTo(slots);
  }

  @Test
  void theSecondWordHoldsGenerationAndLength() {
    final long content = SlotWord.content(0x8000_0001, 0x7FFF_FFFE);
    assertThat(Long.toHexString(content)).isEqualTo("7ffffffe80000001");
    assertThat(SlotWord.length(content)).isEqualTo(0x8000_0001);
    assertThat(SlotWord.generation(content)).isEqualTo(0x7FFF_FFFE);
  }

  @Test
  void aSlotIsALineOfWhichAWordIsNotTheMessage() {
    assertThat(SlotGeometry.LINE).isEqualTo(64);
    assertThat(SlotWord.MAX_IN_SLOT).isEqualTo(56);
    assertThat(SlotWord.MAX_INLINE).isEqualTo(184);
    final int[] lengths = {0, 1, 56, 57, 120, 121, 184};
    assertThat(Arrays.stream(lengths).map(SlotWord::slotsFor)).containsExactly(1, 1, 1, 2, 2, 3, 3);
    assertThat(SlotWord.CONTENT_OFFSET).isEqualTo(8);
  }
}
