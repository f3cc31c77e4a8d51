package org.intercore.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.intercore.icmsg.time.Timeout.FOREVER;
import static org.intercore.icmsg.time.Timeout.NO_WAIT;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claim, fill, send or drop, exactly once. */
@Timeout(120)
class TxBlockTest {
  private final List<String> received = new ArrayList<>();
  private final Loop loop = new Loop(
      (block) -> received.add(block.buffer().getStringWithoutLengthAscii(0, block.length())));
  private final ZeroCopyEndpoint endpoint = loop.out;

  @AfterEach
  void everyBlockIsFree() {
    loop.work();
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(loop.faults).isEmpty();
    loop.close();
  }

  private int write(final TxBlock block, final String text) {
    return block.buffer().putStringWithoutLengthAscii(0, text);
  }

  @Test
  void whatIsWrittenInPlaceArrives() {
    final TxBlock block = endpoint.claim(100, FOREVER);
    assertThat(block.isClaimed()).isTrue();
    assertThat(block.status()).isZero();
    assertThat(block.send(write(block, "in place"))).isEqualTo(8);
    assertThat(block.isClaimed()).isFalse();
    loop.work();
    assertThat(received).containsExactly("in place");
    assertThat(endpoint.name()).isEqualTo("endpoint");
    assertThat(endpoint.isBound()).isTrue();
  }

  @Test
  void theCapacityIsThatOfWholeBlocks() {
    final int one = loop.near.txGeometry().blockSize() - 8;
    for (final int size : new int[] {1, one - 1, one}) {
      try (TxBlock block = endpoint.claim(size, NO_WAIT)) {
        assertThat(block.capacity()).isEqualTo(one);
        assertThat(block.buffer().capacity()).isEqualTo(one);
      }
    }
    try (TxBlock block = endpoint.claim(one + 1, NO_WAIT)) {
      assertThat(block.capacity()).isEqualTo(one + one + 8);
      assertThat(block).hasToString("TxBlock of " + block.capacity() + " bytes");
    }
    assertThat(endpoint.maxPayload()).isEqualTo(4 * (one + 8) - 8);
  }

  @Test
  void sizeZeroIsAllThatIsFreeFromTheFirstFreeBlockOn() {
    final TxBlock first = endpoint.claim(1, NO_WAIT);
    final TxBlock rest = endpoint.claim(0, NO_WAIT);
    assertThat(rest.capacity())
        .isEqualTo(endpoint.maxPayload() - loop.near.txGeometry().blockSize());
    first.drop();
    rest.drop();
  }

  @Test
  void aShorterMessageGivesBackWhatItDoesNotNeedAtOnce() {
    final TxBlock block = endpoint.claim(endpoint.maxPayload(), NO_WAIT);
    assertThat(loop.near.txBlocksInUse()).isEqualTo(4);
    block.send(write(block, "short"));
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    loop.work();
    assertThat(received).containsExactly("short");
  }

  @Test
  void theLongestMessageAndAnEmptyOneArrive() {
    final TxBlock whole = endpoint.claim(endpoint.maxPayload(), NO_WAIT);
    final String text = "y".repeat(endpoint.maxPayload());
    whole.send(write(whole, text));
    loop.work();
    endpoint.claim(1, NO_WAIT).send(0);
    loop.work();
    assertThat(received).containsExactly(text, "");
  }

  @Test
  void theViewIsGoneOnceTheBlockWasSentOrDropped() {
    final TxBlock sent = endpoint.claim(10, NO_WAIT);
    final MutableDirectBuffer sentView = sent.buffer();
    sent.send(0);
    final TxBlock dropped = endpoint.claim(10, NO_WAIT);
    final MutableDirectBuffer droppedView = dropped.buffer();
    dropped.drop();
    for (final MutableDirectBuffer view : List.of(sentView, droppedView)) {
      assertThat(view.capacity()).isZero();
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> view.putByte(0, (byte) 1));
    }
  }

  @Test
  void everyCallOnAUsedUpBlockIsRefusedWithASentence() {
    final TxBlock sent = endpoint.claim(10, NO_WAIT);
    sent.send(0);
    final TxBlock dropped = endpoint.claim(10, NO_WAIT);
    dropped.drop();
    for (final TxBlock block : List.of(sent, dropped, new TxBlock())) {
      final String sentence = "there is no block: it was sent or dropped, or never claimed";
      assertThatIllegalStateException().isThrownBy(block::buffer).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(block::capacity).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(block::drop).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(() -> block.send(0)).withMessage(sentence);
      assertThatIllegalStateException()
          .isThrownBy(() -> block.readFrom(channel(3), 0, 1))
          .withMessage(sentence);
      block.close();
      assertThat(block).hasToString("TxBlock without a block");
    }
  }

  @Test
  void aHandleThatWasUsedUpDoesNotReachALaterClaimOfTheSameBlock() {
    final TxBlock stale = endpoint.claim(10, NO_WAIT);
    stale.send(0);
    loop.work();
    final TxBlock fresh = endpoint.claim(10, NO_WAIT);
    assertThat(fresh).isNotSameAs(stale);
    assertThatIllegalStateException().isThrownBy(stale::drop);
    assertThatIllegalStateException().isThrownBy(() -> stale.send(1));
    stale.close();
    fresh.send(write(fresh, "intact"));
    loop.work();
    assertThat(received).containsExactly("", "intact");
  }

  @Test
  void aMessageLongerThanTheBlockIsRefusedAndTheBlockStaysClaimed() {
    final TxBlock block = endpoint.claim(10, NO_WAIT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> block.send(block.capacity() + 1))
        .withMessage("a message of " + (block.capacity() + 1) + " bytes does not fit a block of "
            + block.capacity());
    assertThatIllegalArgumentException().isThrownBy(() -> block.send(-1));
    assertThat(block.isClaimed()).isTrue();
    block.send(write(block, "still mine"));
    loop.work();
    assertThat(received).containsExactly("still mine");
  }

  @Test
  void closingDropsWhatWasNotSentAndNothingElse() {
    try (TxBlock block = endpoint.claim(10, NO_WAIT)) {
      assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
      assertThat(block.isClaimed()).isTrue();
    }
    assertThat(loop.near.txBlocksInUse()).isZero();
    try (TxBlock block = endpoint.claim(10, NO_WAIT)) {
      block.send(write(block, "sent"));
    }
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    loop.work();
    assertThat(received).containsExactly("sent");
  }

  @Test
  void aRefusedClaimSaysWhy() {
    final TxBlock all = endpoint.claim(0, NO_WAIT);
    try (TxBlock refused = endpoint.claim(1, NO_WAIT)) {
      assertThat(refused.isClaimed()).isFalse();
      assertThat(refused.status()).isEqualTo(Status.NO_MEMORY);
      assertThatIllegalStateException()
          .isThrownBy(refused::buffer)
          .withMessage("there is no block, the claim was refused: " + Status.describe(-12));
      assertThatIllegalStateException().isThrownBy(refused::drop);
    }
    assertThat(endpoint.claim(1, Duration.ofMillis(5)).status()).isEqualTo(Status.TIMED_OUT);
    assertThat(endpoint.claim(endpoint.maxPayload() + 1, FOREVER).status())
        .isEqualTo(Status.NO_MEMORY);
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint.claim(-1, NO_WAIT));
    all.drop();
    loop.near.close();
    assertThat(endpoint.claim(1, FOREVER).status()).isEqualTo(Status.CLOSED);
  }

  @Test
  void anObjectOfOnesOwnIsUsedAgainAndAgain() {
    final TxBlock own = new TxBlock();
    for (int i = 0; i < 10; i++) {
      assertThat(endpoint.claim(own, 10, NO_WAIT)).isEqualTo(own.capacity());
      assertThatIllegalStateException()
          .isThrownBy(() -> endpoint.claim(own, 10, NO_WAIT))
          .withMessageContaining("neither sent nor dropped");
      own.send(write(own, "message " + i));
      loop.work();
    }
    assertThat(received).hasSize(10).endsWith("message 9");
    assertThat(endpoint.claim(own, endpoint.maxPayload() + 1, NO_WAIT)).isEqualTo(Status.NO_MEMORY);
    assertThat(own.status()).isEqualTo(Status.NO_MEMORY);
    assertThat(endpoint.claim(own, 10, NO_WAIT)).isPositive();
    assertThat(own.status()).isZero();
    own.close();
  }

  @Test
  void aBlockThatAClaimGaveCannotBeClaimedInto() {
    final TxBlock pooled = endpoint.claim(1, NO_WAIT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.claim(pooled, 1, NO_WAIT))
        .withMessageContaining("made with new");
    pooled.drop();
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint.claim(pooled, 1, NO_WAIT));
    final TxBlock refused = endpoint.claim(endpoint.maxPayload() + 1, NO_WAIT);
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint.claim(refused, 1, NO_WAIT));
  }

  @Test
  void aBlockMayBeHandedToAnotherThread() throws InterruptedException {
    final TxBlock block = endpoint.claim(10, NO_WAIT);
    final Thread other = new Thread(() -> block.send(write(block, "handed on")));
    other.start();
    other.join();
    loop.work();
    assertThat(received).containsExactly("handed on");
  }

  @Test
  void aBlockOfAPeerThatHasGoneIsGivenBackWithAStatus() {
    final TxBlock block = endpoint.claim(10, NO_WAIT);
    loop.far().close();
    loop.near.doWork();
    write(block, "too late");
    assertThat(block.send(8)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(block.isClaimed()).isFalse();
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(endpoint.claim(10, FOREVER).status()).isEqualTo(Status.NOT_CONNECTED);
  }

  @Test
  void theCopyingSendTakesPartsOfABuffer() {
    final MutableDirectBuffer source = Buffers.allocate(10);
    source.putStringWithoutLengthAscii(0, "0123456789");
    assertThat(endpoint.send(source, 2, 3)).isEqualTo(3);
    assertThat(endpoint.send(source, 0, 0)).isZero();
    assertThat(endpoint.send(source, 9, 1, FOREVER)).isEqualTo(1);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> endpoint.send(source, 8, 3));
    loop.work();
    assertThat(received).containsExactly("234", "", "9");
  }

  private static ReadableByteChannel channel(final int length) {
    return Channels.newChannel(
        new ByteArrayInputStream("abcdefgh".substring(0, length).getBytes()));
  }

  @Test
  void aChannelIsReadStraightIntoTheBlock() throws IOException {
    final TxBlock block = endpoint.claim(10, NO_WAIT);
    write(block, "..........");
    final ReadableByteChannel source = channel(8);
    assertThat(block.readFrom(source, 2, 3)).isEqualTo(3);
    assertThat(block.readFrom(source, 7, 100)).isEqualTo(5);
    assertThat(block.readFrom(source, 0, 1)).isEqualTo(-1);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> block.readFrom(source, block.capacity(), 1));
    block.send(12);
    loop.work();
    assertThat(received).containsExactly("..abc..defgh");
  }
}
