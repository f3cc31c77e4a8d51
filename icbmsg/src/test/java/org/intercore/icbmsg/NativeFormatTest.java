package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our side in the native format against a peer written by hand, honest and not. */
@org.junit.jupiter.api.Timeout(
    value = 60,
    threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class NativeFormatTest {
  private static final long LONG_NS = 30_000_000_000L;

  private final FaultLog faults = new FaultLog();
  private final List<Throwable> errors = new ArrayList<>();
  private final Inbox inbox = new Inbox();
  private final RawNativePeer peer = new RawNativePeer();
  private Icbmsg ours;

  private Endpoint openBound() {
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    final Endpoint endpoint = ours.register("ep", inbox);
    peer.bond(ours);
    peer.request(0, 0, 1, "ep");
    ours.doWork();
    assertThat(inbox.take()).containsExactly("bound");
    assertThat(peer.hear()).isEqualTo("type 3 0 0");
    assertThat(peer.hear()).isNull();
    peer.read(1);
    return endpoint;
  }

  private static AtomicBuffer text(final String text) {
    return Bytes.of(Inbox.ascii(text));
  }

  private static int send(final Endpoint endpoint, final String text, final long timeoutNs) {
    return endpoint.send(text(text), 0, text.length(), timeoutNs);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    ours.close();
    assertThat(errors).isEmpty();
    assertThat(ours.txBlocksInUse()).isZero();
    assertThat(ours.rxRunsInUse()).isZero();
  }

  @Test
  void whatIsSentStandsWhereTheFormatSays() {
    final Endpoint endpoint = openBound();
    send(endpoint, "small", 0);
    final String large = "l".repeat(185);
    send(endpoint, large, 0);
    send(endpoint, "m".repeat(57), 0);
    final long token = endpoint.claim(60, 0);
    endpoint.send(token, 0);
    assertThat(peer.hear()).isEqualTo("INLINE 0 small");
    assertThat(peer.hear()).isEqualTo("DATA 0 0 g1 " + large);
    assertThat(peer.hear()).isEqualTo("INLINE 0 " + "m".repeat(57));
    assertThat(peer.hear()).isEqualTo("INLINE 0 ");
    assertThat(peer.hear()).isNull();
    assertThat(ours.txBlocksInUse()).isEqualTo(3);
    peer.returned(0, 1);
    assertThat(ours.txBlocksInUse()).isZero();
  }

  /** Also where there is no room for a small one, so that it would wait for a block. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000})
  void aMessageThatIsNotWithinItsBufferCostsNoBlock(final long timeoutNs) {
    final Endpoint endpoint = openBound();
    final AtomicBuffer source = text("source");
    for (int i = 0; i <= RawNativePeer.CREDITS; i++) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> endpoint.send(source, 3, 4, timeoutNs));
      assertThat(ours.txBlocksInUse()).isZero();
      send(endpoint, "m", 0);
    }
  }

  @Test
  void theInitiatorAsksAndIsAnswered() {
    ours = Icbmsg.open(peer.config(Role.INITIATOR).faultHandler(faults).errorHandler(errors::add));
    final Endpoint endpoint = ours.register("ep", inbox);
    peer.bond(ours);
    ours.doWork();
    assertThat(peer.hear()).isEqualTo("BOUND 0 0 g1 ep");
    peer.say(RawNativePeer.RELEASE_BOUND, 0, 0);
    ours.doWork();
    assertThat(endpoint.isBound()).isTrue();
    assertThat(ours.txBlocksInUse()).isZero();
    assertThat(faults.take()).isEmpty();
  }

  @Test
  void whatComesIsDeliveredInOrderAndGivenBack() {
    openBound();
    peer.inline(0, "one");
    peer.data(0, 2, 7, "two");
    peer.inline(0, "");
    peer.data(0, 3, 9, "x".repeat(64));
    ours.doWork();
    assertThat(inbox.take()).containsExactly("one", "two", "", "x".repeat(64));
    assertThat(peer.victimsRead()).isEqualTo(5);
    assertThat(peer.victimReturned(2)).isEqualTo(7);
    assertThat(peer.victimReturned(3)).isEqualTo(9);
    assertThat(peer.victimReturned(1)).isZero();
    assertThat(faults.take()).isEmpty();
  }

  @Test
  void theRingGoesRound() {
    openBound();
    for (int i = 0; i < 1000; i++) {
      peer.inline(0, "m" + i);
      ours.doWork();
      assertThat(inbox.take()).containsExactly("m" + i);
    }
    assertThat(peer.victimsRead()).isEqualTo(1001);
  }

  @Test
  void aMessageInSeveralSlotsIsReadWholeAndItsSlotsAreCounted() {
    openBound();
    peer.inline(0, "y".repeat(56));
    peer.inline(0, "y".repeat(57));
    peer.inline(0, "y".repeat(184));
    peer.say(5, 0, 0);
    peer.inline(0, "next");
    ours.doWork();
    assertThat(inbox.take())
        .containsExactly("y".repeat(56), "y".repeat(57), "y".repeat(184), "next");
    assertThat(peer.victimsRead()).isEqualTo(1 + 1 + 2 + 3 + 1 + 1);
    assertThat(faults.take()).isEmpty();
  }

  /** A lie in a slot: which fault, and whether the block is given back under the name it came by. */
  @ParameterizedTest
  @CsvSource({
    // type, address, block or length, generation, length; fault, given back
    "0, 0, 4, 5, 1, BLOCK_OUT_OF_RANGE 4, false",
    "0, 0, -1, 5, 1, BLOCK_OUT_OF_RANGE -1, false",
    "0, 0, 2147483647, 5, 1, BLOCK_OUT_OF_RANGE 2147483647, false",
    "2, 0, 4, 5, 1, BLOCK_OUT_OF_RANGE 4, false",
    "0, 0, 1, 5, 193, BLOCK_SIZE 193, true",
    "0, 0, 1, 5, -1, BLOCK_SIZE -1, true",
    "0, 0, 1, 5, 2147483647, BLOCK_SIZE 2147483647, true",
    "0, 0, 3, 5, 65, BLOCK_SIZE 65, true",
    "0, 3, 1, 5, 10, UNKNOWN_ENDPOINT 3, true",
    "0, 255, 1, 5, 10, UNKNOWN_ENDPOINT 255, true",
    "0, 16777215, 1, 5, 10, UNKNOWN_ENDPOINT 16777215, true",
    "2, 0, 1, 5, 10, BOUND_ADDRESS 0, true",
    "2, 255, 1, 5, 10, BOUND_ADDRESS 255, true",
    "2, 16777215, 1, 5, 10, BOUND_ADDRESS 16777215, true",
    "2, 1, 1, 5, 0, BOUND_NAME 1, true",
    "3, 0, 0, 5, 0, NOT_SENT 0, false",
    "3, 0, 4, 5, 0, NOT_SENT 4, false",
    "3, 0, -1, 5, 0, NOT_SENT -1, false",
    "4, 0, 185, 5, 0, INLINE_TOO_LONG 185, false",
    "4, 0, -1, 5, 0, INLINE_TOO_LONG -1, false",
    "4, 9, 3, 5, 0, UNKNOWN_ENDPOINT 9, false",
    "4, 16777215, 3, 5, 0, UNKNOWN_ENDPOINT 16777215, false",
    // later versions may have these
    "1, 0, 1, 5, 1, , false",
    "5, 0, 1, 5, 1, , false",
    "64, 0, 1, 5, 1, , false",
    "65, 0, 1, 5, 1, , false",
    "126, 0, 1, 5, 1, , false",
  })
  void aLieInASlotIsOneFaultAndTheNextMessageIsRead(
      final int type,
      final int address,
      final int block,
      final int generation,
      final int length,
      final String fault,
      final boolean givenBack) {
    openBound();
    peer.run(type, address, block, generation, length);
    peer.inline(0, "next");
    ours.doWork();
    assertThat(faults.take()).isEqualTo(fault == null ? List.of() : List.of(fault));
    assertThat(inbox.take()).containsExactly("next");
    assertThat(peer.victimsRead()).isEqualTo(3);
    for (int i = 0; i < RawNativePeer.BLOCKS; i++) {
      assertThat(peer.victimReturned(i)).isEqualTo(givenBack && i == block ? generation : 0);
    }
  }

  @Test
  void aBlockThatIsHeldIsNotTakenAgain() {
    final long[] token = new long[1];
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    final Endpoint endpoint =
        ours.register("ep", (to, buffer, offset, length, rxToken) -> token[0] = to.hold(rxToken));
    peer.bond(ours);
    peer.request(0, 0, 1, "ep");
    peer.data(0, 2, 7, "held");
    ours.doWork();
    assertThat(peer.victimReturned(2)).isZero();
    peer.run(RawNativePeer.DATA, 0, 2, 8, 64);
    ours.doWork();
    assertThat(faults.take()).containsExactly("BLOCK_IN_USE 2");
    assertThat(endpoint.length(token[0])).isEqualTo(4);
    endpoint.release(token[0]);
    assertThat(peer.victimReturned(2)).as("under the name it came by").isEqualTo(7);
  }

  @Test
  void nothingIsReadFromAPlaceThatIsNotNext() {
    openBound();
    peer.slot(0, 0);
    peer.inline(0, "after a hole");
    assertThat(ours.doWork()).isZero();
    assertThat(ours.doWork()).isZero();
    assertThat(inbox.take()).isEmpty();
    assertThat(peer.victimsRead()).isEqualTo(1);
  }

  @Test
  void aReadCountThatCannotBeTrueIsToldOnceAndNotBelieved() {
    final Endpoint endpoint = openBound();
    int sent = 0;
    while (send(endpoint, "m", 0) > 0) {
      sent++;
    }
    assertThat(sent).as("one slot has been read").isEqualTo(RawNativePeer.CREDITS);
    assertThat(faults.take()).isEmpty();
    for (final long lie : new long[] {-1, Long.MIN_VALUE, 1_000_000}) {
      peer.read(lie);
      assertThat(send(endpoint, "m", 0)).isEqualTo(Status.NO_MEMORY);
      assertThat(send(endpoint, "m", 0)).isEqualTo(Status.NO_MEMORY);
      assertThat(faults.take()).containsExactly("READ_COUNT " + lie);
    }
    peer.read(2);
    assertThat(send(endpoint, "m", 0)).isOne();
    assertThat(faults.take()).isEmpty();
    assertThat(ours.drain(Timeout.ofMillis(1))).isEqualTo(Status.TIMED_OUT);
    peer.read(7);
    peer.read(1);
    assertThat(ours.drain(Timeout.ofMillis(1))).isEqualTo(Status.TIMED_OUT);
    assertThat(faults.take()).containsExactly("READ_COUNT 1");
  }

  /** Who comes anew begins to count at 0 before he says so: nobody may be blamed for that. */
  @Test
  void aPeerThatBeginsAnewIsNotBlamed() {
    final Endpoint endpoint = openBound();
    int sent = 0;
    while (send(endpoint, "m", 0) > 0) {
      sent++;
      peer.read(sent / 2);
    }
    peer.read(0);
    assertThat(send(endpoint, "m", 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(ours.drain(Timeout.ofMillis(1))).isEqualTo(Status.TIMED_OUT);
    peer.bond(ours);
    assertThat(faults.take()).isEmpty();
    assertThat(ours.undelivered()).isBetween((long) sent / 2, (long) sent);
  }

  @Test
  void drainWaitsForSmallMessagesThatAreNotRead() {
    final Endpoint endpoint = openBound();
    send(endpoint, "m", 0);
    assertThat(ours.drain(Timeout.ofMillis(2))).isEqualTo(Status.TIMED_OUT);
    peer.read(2);
    assertThat(ours.drain(Timeout.NO_WAIT)).isZero();
  }

  @Test
  void smallMessagesThatWereNotReadCountAsUndelivered() {
    final Endpoint endpoint = openBound();
    for (int i = 0; i < 5; i++) {
      send(endpoint, "m", 0);
    }
    send(endpoint, "x".repeat(60), 0);
    peer.read(3);
    peer.session(0, 0);
    ours.doWork();
    assertThat(ours.undelivered()).isEqualTo(4);
    ours.close();
    assertThat(ours.undelivered()).isEqualTo(4);
  }

  @Test
  void closingCountsThemToo() {
    final Endpoint endpoint = openBound();
    for (int i = 0; i < 3; i++) {
      send(endpoint, "m", 0);
    }
    peer.read(2);
    ours.close();
    assertThat(ours.undelivered()).isEqualTo(2);
  }

  @Test
  void whatAPeerHasSentBeforeItWentIsDeliveredFirst() {
    openBound();
    peer.inline(0, "one");
    peer.data(0, 1, 3, "two");
    peer.inline(0, "three");
    peer.session(0, 0);
    ours.doWork();
    // A round with messages may leave it to the next one to see that their sender has gone.
    ours.doWork();
    assertThat(inbox.take()).containsExactly("one", "two", "three", "unbound PEER_CLOSED");
  }

  @Test
  void nothingOfAnOldBondIsReadInANewOne() {
    openBound();
    peer.inline(0, "old");
    ours.doWork();
    inbox.take();
    peer.bond(ours);
    for (int i = 0; i < 5; i++) {
      ours.doWork();
    }
    assertThat(inbox.take()).containsExactly("unbound PEER_RESTARTED");
    assertThat(peer.victimsRead()).isZero();
    peer.request(0, 0, 1, "ep");
    peer.inline(0, "new");
    ours.doWork();
    assertThat(inbox.take()).containsExactly("bound", "new");
    assertThat(faults.take()).isEmpty();
  }

  /** A late release belongs to a bond that is over; the words of the new one are the new peer's. */
  @Test
  void aLateReleaseWritesNothingIntoANewBond() {
    final List<Long> held = new ArrayList<>();
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    final Endpoint endpoint =
        ours.register("ep", (to, buffer, offset, length, rxToken) -> held.add(to.hold(rxToken)));
    peer.bond(ours);
    peer.request(0, 0, 1, "ep");
    peer.data(0, 2, 7, "held");
    peer.inline(0, "small");
    ours.doWork();
    peer.bond(ours);
    endpoint.release(held.get(0));
    assertThat(endpoint
            .rxRegion(held.get(1))
            .buffer()
            .getStringWithoutLengthAscii(
                endpoint.rxPayloadOffset(held.get(1)), endpoint.length(held.get(1))))
        .isEqualTo("small");
    endpoint.release(held.get(1));
    assertThat(peer.victimReturned(2)).isZero();
  }

  /** Whoever takes the place of an instance that a callback closed begins at 0, and stays there. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aCallbackThatClosesLeavesTheMemoryToTheNext(final boolean inline) {
    final Icbmsg[] next = new Icbmsg[1];
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    ours.register("ep", (to, buffer, offset, length, rxToken) -> {
      ours.close();
      next[0] = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults));
      peer.bond(next[0]);
    });
    peer.bond(ours);
    peer.request(0, 0, 1, "ep");
    if (inline) {
      peer.inline(0, "close");
    } else {
      peer.data(0, 1, 5, "close");
    }
    ours.doWork();
    assertThat(next[0].isBound()).isTrue();
    assertThat(peer.victimsRead()).isZero();
    assertThat(peer.victimReturned(1)).isZero();
    next[0].close();
  }

  /** All blocks are held for ever, and still there is room for small messages as soon as one is read. */
  @ParameterizedTest
  @ValueSource(ints = {4, 56, 57, 184})
  void whoWaitsWithASmallMessageNeedsNoBlock(final int length) throws InterruptedException {
    final Endpoint endpoint = openBound();
    final String late = "l".repeat(length);
    while (send(endpoint, "x".repeat(endpoint.maxPayload()), 0) > 0) {
      assertThat(ours.txBlocksInUse()).isPositive();
    }
    while (send(endpoint, "m", 0) > 0) {
      assertThat(ours.txBlocksInUse()).isEqualTo(RawNativePeer.BLOCKS);
    }
    assertThat(send(endpoint, late, 2_000_000)).isEqualTo(Status.TIMED_OUT);
    final Thread reader = new Thread(() -> peer.read(9));
    reader.start();
    assertThat(send(endpoint, late, LONG_NS)).isEqualTo(length);
    reader.join();
    String last = "";
    for (String heard = peer.hear(); heard != null; heard = peer.hear()) {
      last = heard;
    }
    assertThat(last).isEqualTo("INLINE 0 " + late);
  }

  /** Held small messages are copies: the slot goes on, and the copy stays after a close. */
  @Test
  void smallMessagesAreHeldWithoutTheirSlot() {
    final List<Long> held = new ArrayList<>();
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    final Endpoint endpoint =
        ours.register("ep", (to, buffer, offset, length, rxToken) -> held.add(to.hold(rxToken)));
    peer.bond(ours);
    peer.request(0, 0, 1, "ep");
    ours.doWork();
    for (int i = 0; i < 600; i++) {
      peer.inline(0, "message " + i);
      ours.doWork();
    }
    assertThat(peer.victimsRead()).isEqualTo(601);
    assertThat(ours.rxRunsInUse()).isEqualTo(600);
    ours.close();
    for (int i = 0; i < 600; i++) {
      final long token = held.get(i);
      final DirectBuffer memory = endpoint.rxRegion(token).buffer();
      assertThat(memory.getStringWithoutLengthAscii(
              endpoint.rxPayloadOffset(token), endpoint.length(token)))
          .isEqualTo("message " + i);
      endpoint.release(token);
    }
  }

  /** A peer that has gone said in our name that the next one's first request was answered. */
  @Test
  void theNextPeerIsBoundWhateverWasSaidInOurNameMeanwhile() {
    ours = Icbmsg.open(peer.config(Role.FOLLOWER).faultHandler(faults).errorHandler(errors::add));
    ours.register("ep", inbox);
    peer.writeOverVictimsReturned(1);
    try (Icbmsg next = Icbmsg.open(peer.configOfSuccessor(Role.INITIATOR).faultHandler(faults))) {
      final Endpoint theirs = next.register("ep", new Inbox());
      for (int i = 0; i < 20; i++) {
        next.doWork();
        assertThat(next.txBlocksInUse()).isNotNegative(); // Looks what has come back, too.
        ours.doWork();
      }
      assertThat(inbox.take()).containsExactly("bound");
      assertThat(theirs.isBound()).isTrue();
      assertThat(faults.take()).isEmpty();
    }
    ours.doWork();
  }

  @Test
  void sessionWordsOfEveryKindNeverHarm() {
    final Endpoint endpoint = openBound();
    for (int i = 0; i < 3000; i++) {
      final int word = i * 0x9E37_79B1;
      peer.session(word & (i % 3 == 0 ? 3 : 0xFFFF), word >>> 16);
      ours.doWork();
      send(endpoint, "m", 0);
    }
    peer.bond(ours);
    assertThat(ours.isBound()).isTrue();
  }
}
