package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.LinkPair.Side;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.Test;

/** What a link writes to before an answer is, so that its lines are there by then. */
class FetchAheadTest {
  private static final int SIZE = 1024;
  private static final int LINE = 64;
  private static final int MARK = 0x5A5A5A5A;

  private final SharedMemory memory = SharedMemory.allocate(2 * SIZE);
  private final RegionPair regions =
      RegionPair.of(memory.region(0, SIZE), memory.region(SIZE, SIZE));
  private final List<Integer> found = new ArrayList<>();

  /** A side that answers each message, and its peer; what stands where the answer begins is kept. */
  private void exchange(final int alignment, final UnaryOperator<IcmsgConfig> settings) {
    final Side answerer =
        new Side(settings.apply(Side.config(UnboundMode.ENABLE, regions).alignment(alignment)));
    final Side asker =
        new Side(Side.config(UnboundMode.ENABLE, regions.swapped()).alignment(alignment));
    answerer.link.open();
    asker.link.open();
    for (int i = 0; i < 8; i++) {
      answerer.poll();
      asker.poll();
    }
    final AtomicBuffer own = answerer.tx();
    answerer.onMessage = message -> {
      final int writeIndex = own.getInt(alignment);
      found.add(own.getInt(alignment + Integer.BYTES + writeIndex));
      assertThat(answerer.send("answer to " + message)).isPositive();
    };
    asker.news();
    for (int i = 0; i < 20; i++) {
      final int data = alignment + Integer.BYTES;
      own.setMemory(data, SIZE - data, (byte) MARK);
      assertThat(asker.send("message " + i)).isPositive();
      answerer.poll();
      asker.poll();
      assertThat(asker.news()).containsExactly("answer to message " + i);
    }
    assertThat(found).hasSize(20);
  }

  @Test
  void theBeginningOfTheAnswersPacketIsWrittenToBeforeTheHandlerIsCalled() {
    exchange(LINE, config -> config.confinement(Confinement.toOneThread()));
    assertThat(found).containsOnly(0);
  }

  @Test
  void whereOtherThreadsMaySendItIsNot() {
    exchange(LINE, UnaryOperator.identity());
    assertThat(found).containsOnly(MARK);
  }

  @Test
  void whereNothingIsAlignedToLinesItIsNot() {
    exchange(LINE / 2, config -> config.confinement(Confinement.toOneThread()));
    assertThat(found).containsOnly(MARK);
  }

  @Test
  void whoSaysThatAnAnswerFollowsWithoutAPeerWritesNothing() {
    final Side alone = new Side(Side.config(UnboundMode.ENABLE, regions).alignment(LINE));
    alone.tx().putInt(LINE, MARK);
    alone.link.open();
    alone.link.answerFollows();
    assertThat(alone.tx().getInt(LINE)).isEqualTo(MARK);
  }
}
