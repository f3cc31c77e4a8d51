package org.intercore.icbmsg.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writing and the reading end in one thread: a queue, whatever its positions. */
class SlotRingTest {
  private static final int LOCAL = 60;
  private static final int REMOTE = 68;
  private static final int CREDITS = 128;
  private static final int SLOTS = 256;
  private static final int SLOTS_AT = 640;
  private static final int READ_AT = 128;
  private static final byte MARK = 9;

  private final SlotGeometry geometry =
      SlotGeometry.of(SlotGeometry.regionSizeFor(LOCAL, REMOTE, 64), LOCAL, REMOTE);
  private final AtomicBuffer own =
      SharedMemory.allocate(geometry.size()).region(0, geometry.size()).buffer();
  private final AtomicBuffer readers =
      SharedMemory.allocate(geometry.size()).region(0, geometry.size()).buffer();
  private final SlotWriter writer =
      new SlotWriter(SharedWords.of(own), SharedWords.of(readers), geometry);
  private final SlotReader reader =
      new SlotReader(SharedWords.of(own), SharedWords.of(readers), geometry);
  private final Deque<Sent> oracle = new ArrayDeque<>();
  private int blocksOut;
  private int answersOut;
  private final Deque<Integer> kept = new ArrayDeque<>();
  // In slots: written since the beginning, not read, and read but not told to the writer.
  private long written;
  private int unread;
  private int untold;

  SlotRingTest() {
    reader.dirties(true);
  }

  /** What was written: an event, the bytes of a small message, or generation and length of a run. */
  private record Sent(long event, byte[] bytes, int generation, int length, int skipped) {
    int slots() {
      return bytes == null ? 1 : slotsOf(bytes.length);
    }
  }

  private static int slotsOf(final int length) {
    return (8 + Math.max(1, length) + 63) / 64;
  }

  /** What a message that begins now has to leave out, so that it does not go round the end. */
  private int skippedBefore(final int length) {
    final int left = SLOTS - (int) (written % SLOTS);
    return slotsOf(length) > left ? left : 0;
  }

  private int keptSlots() {
    return kept.stream().mapToInt(length -> 2 * slotsOf(length) - 1).sum();
  }

  private boolean hasCredits(final int slots) {
    return unread + untold + keptSlots() + slots <= CREDITS;
  }

  private boolean inline(final int address, final byte[] bytes) {
    final boolean done = writer.writeInline(address, source(bytes), 3, bytes.length);
    if (done) {
      wrote(address, bytes);
    }
    return done;
  }

  private void wrote(final int address, final byte[] bytes) {
    final long event = ControlMessage.event(ControlMessage.INLINE, address, bytes.length);
    wrote(new Sent(event, bytes, 0, 0, skippedBefore(bytes.length)));
  }

  private void wrote(final Sent sent) {
    oracle.add(sent);
    written += sent.skipped + sent.slots();
    unread += sent.skipped + sent.slots();
  }

  private static AtomicBuffer source(final byte[] bytes) {
    final AtomicBuffer source = Buffers.allocate(bytes.length + 3);
    source.putBytes(3, bytes);
    return source;
  }

  private void run(final int address, final int block, final int generation, final int length) {
    final long event = ControlMessage.event(ControlMessage.DATA, address, block);
    writer.writeRun(event, generation, length);
    wrote(new Sent(event, null, generation, length, 0));
  }

  private void answer(final int address, final int block) {
    final long event = ControlMessage.event(ControlMessage.RELEASE_BOUND, address, block);
    writer.write(event);
    wrote(new Sent(event, null, -1, -1, 0));
  }

  private void takeOne() {
    takeOne(true);
  }

  private void takeOne(final boolean tells) {
    final Sent sent = oracle.poll();
    assertThat(reader.hasNext()).isEqualTo(sent != null);
    for (int i = 0; sent != null && i < sent.skipped; i++) {
      assertThat(ControlMessage.type(reader.take())).isEqualTo(ControlMessage.SKIP);
      read(1);
    }
    final long event = reader.take();
    if (sent == null) {
      assertThat(event).isEqualTo(Inbox.NOTHING);
      return;
    }
    assertThat(event).isEqualTo(sent.event);
    assertThat(reader.take()).as("it stays until it is done with").isEqualTo(event);
    if (sent.bytes != null) {
      final byte[] bytes = new byte[sent.bytes.length];
      assertThat(reader.room()).isGreaterThanOrEqualTo(bytes.length);
      own.getBytes(reader.offset(), bytes);
      assertThat(bytes).isEqualTo(sent.bytes);
    } else if (sent.generation >= 0) {
      assertThat(reader.generation()).isEqualTo(sent.generation);
      assertThat(reader.length()).isEqualTo(sent.length);
    }
    read(sent.slots());
    if (tells) {
      reader.tell();
      untold = 0;
    }
    blocksOut -= ControlMessage.type(event) == ControlMessage.DATA ? 1 : 0;
    answersOut -= ControlMessage.type(event) == ControlMessage.RELEASE_BOUND ? 1 : 0;
  }

  private void read(final int slots) {
    reader.done();
    unread -= slots;
    untold = untold + slots >= 16 ? 0 : untold + slots;
  }

  private void takeAll() {
    while (!oracle.isEmpty()) {
      takeOne();
    }
    takeOne();
  }

  /** As full as a writer that keeps to the rules can make it, in every mixture, over many rounds. */
  @Test
  void itIsAQueueThatNeverOverflows() {
    final long seed = System.nanoTime();
    final SplittableRandom random = new SplittableRandom(seed);
    int fullest = 0;
    try {
      for (int i = 0; i < 200_000; i++) {
        final boolean fills = i / 400 % 2 == 0;
        switch (random.nextInt(fills ? 6 : 13)) {
          case 0, 1 -> {
            // All bits are set, as in no message's first word, or in each.
            final byte[] bytes = new byte[random.nextInt(SlotWord.MAX_INLINE + 1)];
            Arrays.fill(bytes, (byte) random.nextInt());
            final boolean hasCredit =
                hasCredits(slotsOf(bytes.length) + skippedBefore(bytes.length));
            assertThat(inline(random.nextInt(1 << 24), bytes)).isEqualTo(hasCredit);
          }
          case 4 -> keepOrUse(random.nextInt(4), random.nextInt(SlotWord.MAX_INLINE + 1));
          case 2 -> {
            if (blocksOut < LOCAL) {
              blocksOut++;
              run(random.nextInt(255), random.nextInt(), random.nextInt() >>> 1, random.nextInt());
            }
          }
          case 3 -> {
            if (answersOut < REMOTE) {
              answersOut++;
              answer(random.nextInt(255), random.nextInt());
            }
          }
          default -> takeOne(random.nextInt(9) == 0);
        }
        if (random.nextInt(3) == 0) {
          writer.fetchNext();
        }
        fullest = Math.max(fullest, unread);
        assertThat(writer.unread()).isEqualTo(unread + untold);
      }
      takeAll();
    } catch (final AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
    assertThat(fullest).as("slots at once").isGreaterThan(CREDITS + 30);
  }

  /** Room is kept for messages that are sent or not, later. */
  private void keepOrUse(final int what, final int length) {
    if (what < 2) {
      final boolean hasCredit = hasCredits(2 * slotsOf(length) - 1);
      assertThat(writer.reserve(length)).isEqualTo(hasCredit);
      if (hasCredit) {
        kept.add(length);
      }
    } else if (!kept.isEmpty()) {
      final int room = kept.poll();
      writer.giveUp(room);
      if (what == 2) {
        final byte[] bytes = new byte[Math.min(length, room)];
        Arrays.fill(bytes, (byte) length);
        writer.writeReserved(9, source(bytes), 3, bytes.length);
        wrote(9, bytes);
      }
    }
  }

  @Test
  void roomThatIsKeptIsNobodyElses() {
    for (int i = 0; i < CREDITS; i++) {
      assertThat(writer.reserve(56)).isTrue();
    }
    assertThat(writer.reserve(1)).isFalse();
    assertThat(inline(0, new byte[1])).isFalse();
    for (int i = 0; i < LOCAL; i++) {
      run(1, i, 1, 64);
    }
    writer.giveUp(1);
    assertThat(inline(0, new byte[1])).as("messages in blocks are unread").isFalse();
    takeAll();
    assertThat(inline(0, new byte[1])).isTrue();
    assertThat(inline(0, new byte[1])).isFalse();
    writer.reset();
    reader.reset();
    oracle.clear();
    written = 0;
    unread = 0;
    untold = 0;
    assertThat(inline(0, new byte[1])).as("the rest is kept still").isTrue();
    assertThat(inline(0, new byte[1])).isFalse();
  }

  @Test
  void whenAllBlocksAndAnswersAndCreditsAreOutEverySlotIsFull() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < CREDITS; i++) {
        assertThat(inline(i, new byte[i % 57])).isTrue();
      }
      for (int i = 0; i < LOCAL; i++) {
        run(1, i, round + 1, 64);
      }
      for (int i = 0; i < REMOTE; i++) {
        answer(2, i);
      }
      assertThat(oracle).hasSize(SLOTS);
      assertThat(inline(0, new byte[1])).isFalse();
      takeAll();
    }
  }

  @Test
  void creditsComeBackWithWhatIsReadAndNotBefore() {
    for (int i = 0; i < CREDITS; i++) {
      assertThat(inline(0, new byte[8])).isTrue();
    }
    assertThat(inline(0, new byte[8])).isFalse();
    reader.take();
    assertThat(inline(0, new byte[8])).as("it is at hand, not read").isFalse();
    takeOne();
    assertThat(inline(0, new byte[8])).isTrue();
    assertThat(inline(0, new byte[8])).isFalse();
    assertThat(writer.wasLiedTo()).isFalse();
    takeAll();
  }

  /** The line in which it is told changes cores less often than messages do. */
  @Test
  void whatWasReadIsToldAtTheEndOrAfterSixteen() {
    for (int i = 0; i < 40; i++) {
      inline(0, new byte[1]);
    }
    for (int i = 1; i <= 35; i++) {
      reader.take();
      reader.done();
      assertThat(writer.unread()).as("after %d", i).isEqualTo(40 - i / 16 * 16);
    }
    reader.tell();
    assertThat(writer.unread()).isEqualTo(5);
  }

  /** What a message has in the place of a first word is none in the next round, whoever comes by. */
  @ParameterizedTest
  @CsvSource({"57, 2", "120, 2", "121, 3", "184, 3"})
  void whereAMessageWentOnNobodyFindsAFirstWord(final int length, final int slots) {
    final byte[] bytes = new byte[length];
    // A message for address 0 in either round, as far as a byte can say so.
    Arrays.fill(bytes, (byte) 0x81);
    for (int i = 0; i < 3 * SLOTS; i++) {
      final long before = written;
      assertThat(inline(1, bytes)).isTrue();
      assertThat(written - before).isGreaterThanOrEqualTo(slots);
      takeOne(i % 3 == 0);
      assertThat(reader.hasNext()).as("after message %d", i).isFalse();
      if (i % 5 == 0) {
        run(2, 1, i, 8);
        takeOne(i % 7 == 0);
      }
    }
  }

  /** What lies behind the slots is blocks, or nothing. */
  @Test
  void whoeverClaimsToGoOnBehindTheLastSlotIsNotFollowed() {
    for (int i = 0; i < SLOTS - 1; i++) {
      run(0, 0, 1, 1);
      takeOne();
    }
    writer.write(ControlMessage.event(ControlMessage.INLINE, 0, 57));
    assertThat(ControlMessage.type(reader.take())).isEqualTo(ControlMessage.INLINE);
    assertThat(reader.room()).isEqualTo(56);
    reader.done();
    assertThat(reader.position()).isEqualTo(SLOTS);
    run(7, 7, 7, 7);
    oracle.clear();
    assertThat(ControlMessage.block(reader.take())).isEqualTo(7);
  }

  @Test
  void unreadMessagesInSeveralSlotsAreCountedOnceEach() {
    for (int i = 0; i < SLOTS - 3; i++) {
      run(0, 0, 1, 1);
      takeOne();
    }
    for (int i = 0; i < 5; i++) {
      inline(0, new byte[150]);
    }
    run(0, 1, 1, 1);
    inline(0, new byte[1]);
    takeOne();
    assertThat(writer.forgetUnreadInline()).isEqualTo(5);
  }

  @Test
  void theLastWordOfASlotThatWasReadIsWrittenToBeforeItIsTold() {
    sendSevens(24);
    readUp(20);
    reader.take();
    for (int i = 0; i < 24; i++) {
      final byte[] slot = slot(i);
      assertThat(Arrays.copyOfRange(slot, 8, 56)).containsOnly(7);
      assertThat(Arrays.copyOfRange(slot, 56, 64)).as("slot %d", i).containsOnly(i < 16 ? 0 : 7);
      assertThat(slot[7]).as("its first word stays").isNotZero();
    }
    reader.tell();
    assertThat(slot(19)[63]).isZero();
    assertThat(slot(20)[63]).as("at hand").isEqualTo((byte) 7);
    reader.dirties(false);
    readUp(4);
    reader.tell();
    assertThat(slot(20)[63]).as("where the region is only read").isEqualTo((byte) 7);
  }

  /** It would hold up the answer: who waits for that sends nothing meanwhile. */
  @Test
  void fewSlotsAreNotWrittenTo() {
    sendSevens(7);
    readUp(3);
    reader.tell();
    readUp(4);
    reader.tell();
    assertThat(slot(2)[63]).isEqualTo((byte) 7);
    for (int i = 3; i < 7; i++) {
      assertThat(slot(i)[63]).as("slot %d", i).isZero();
    }
  }

  @Test
  void theNextSlotIsFetchedOnceAheadOfTheAnswerToASmallMessage() {
    reader.answersBy(writer);
    sendSevens(1);
    mark(1);
    reader.take();
    assertThat(slot(1)[63]).isZero();
    mark(1);
    reader.take();
    assertThat(slot(1)[63]).as("not again while nothing is sent").isEqualTo(MARK);
    reader.done();
    run(1, 0, 1, 64);
    mark(2);
    reader.take();
    assertThat(slot(2)[63]).as("not for one in a block").isEqualTo(MARK);
    reader.done();
    sendSevens(1);
    mark(3);
    reader.take();
    assertThat(slot(3)[63]).isZero();
  }

  private void mark(final int index) {
    own.putByte(SLOTS_AT + 64 * index + 63, MARK);
  }

  @Test
  void aSlotThatWasNotReadIsNotFetched() {
    sendSevens(CREDITS);
    for (int i = 0; i < LOCAL; i++) {
      run(1, i, 1, 64);
    }
    for (int i = 0; i < REMOTE; i++) {
      answer(2, i);
    }
    writer.fetchNext();
    assertThat(slot(0)[63]).isEqualTo((byte) 7);
    takeAll();
  }

  /** Who sends only what has a slot in any case does not ask what was read. */
  @Test
  void aSlotThatWasReadIsFetchedHoweverLongItIsThatThatWasAskedFor() {
    for (int i = 0; i < SLOTS; i++) {
      run(1, 0, 1, 64);
      takeOne();
    }
    mark(0);
    writer.fetchNext();
    assertThat(slot(0)[63]).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {SLOTS + 1, Long.MAX_VALUE, -1})
  void aLieAboutWhatWasReadFetchesNothingAndIsToldOfLater(final long count) {
    for (int i = 0; i < SLOTS; i++) {
      run(1, 0, 1, 64);
      takeOne();
    }
    readers.putLong(READ_AT, count, ByteOrder.LITTLE_ENDIAN);
    mark(0);
    writer.fetchNext();
    assertThat(slot(0)[63]).isEqualTo(MARK);
    assertThat(writer.wasLiedTo()).isFalse();
    writer.unread();
    assertThat(writer.wasLiedTo()).isTrue();
  }

  private void sendSevens(final int count) {
    final byte[] bytes = new byte[SlotWord.MAX_IN_SLOT];
    Arrays.fill(bytes, (byte) 7);
    for (int i = 0; i < count; i++) {
      inline(0, bytes);
    }
  }

  private void readUp(final int count) {
    for (int i = 0; i < count; i++) {
      reader.take();
      reader.done();
    }
  }

  @ParameterizedTest
  @CsvSource({"5000, true", "9223372036854775807, true", "-1, true", "7, true", "0, false"})
  void aReadCountThatCannotBeTrueIsNotBelieved(final long count, final boolean isLie) {
    for (int i = 0; i < 8; i++) {
      inline(0, new byte[1]);
    }
    takeAll();
    assertThat(writer.unread()).isZero();
    inline(0, new byte[1]);
    inline(0, new byte[1]);

    readers.putLong(READ_AT, count, ByteOrder.LITTLE_ENDIAN);

    assertThat(writer.unread()).as("as it was last told").isEqualTo(2);
    // 0 is what a reader says that begins anew, before it says so.
    assertThat(writer.wasLiedTo()).isEqualTo(isLie);
    for (int i = 2; i < CREDITS; i++) {
      assertThat(inline(0, new byte[1])).isTrue();
    }
    assertThat(inline(0, new byte[1])).isFalse();
    assertThat(writer.wasLiedTo()).as("told of already").isFalse();
    takeAll();
    assertThat(inline(0, new byte[1])).as("once it is true again").isTrue();
  }

  /** A peer that says too much costs itself messages, and us nothing. */
  @Test
  void aReadCountThatIsTooHighButPossibleOverwritesWhatTheReaderHasNotRead() {
    for (int i = 0; i < CREDITS; i++) {
      inline(0, new byte[1]);
    }
    readers.putLong(READ_AT, CREDITS, ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < CREDITS; i++) {
      assertThat(inline(1, new byte[1])).isTrue();
    }
    assertThat(inline(1, new byte[1])).isFalse();
    assertThat(writer.wasLiedTo()).isFalse();
  }

  @Test
  void aResetEmptiesEverySlotOfEitherLap() {
    for (int i = 0; i < SLOTS + 70; i++) {
      run(0, 0, 1, 1);
      takeOne();
    }
    inline(0, new byte[] {1});
    writer.reset();
    reader.reset();
    oracle.clear();
    written = 0;
    unread = 0;
    untold = 0;
    for (int i = 0; i < SLOTS; i++) {
      assertThat(own.getLong(SLOTS_AT + 64 * i)).as("slot %d", i).isZero();
    }
    assertThat(reader.hasNext()).isFalse();
    assertThat(reader.take()).isEqualTo(Inbox.NOTHING);
    assertThat(readers.getLong(READ_AT)).isZero();
    inline(3, new byte[] {2});
    takeAll();
  }

  @Test
  void smallMessagesThatWereNotReadAreCountedOnceAndOthersAreNot() {
    for (int i = 0; i < 5; i++) {
      inline(0, new byte[1]);
    }
    takeOne();
    takeOne();
    run(0, 1, 1, 1);
    answer(0, 1);
    inline(0, new byte[1]);
    assertThat(writer.forgetUnreadInline()).isEqualTo(4);
    assertThat(writer.forgetUnreadInline()).isZero();
  }

  @Test
  void aPeerThatLiesAboutWhatItHasReadCannotMakeUsCountForLong() {
    for (int i = 0; i < 1000; i++) {
      run(0, 0, 1, 1);
      takeOne();
    }
    readers.putLong(READ_AT, 0);
    assertThat(writer.forgetUnreadInline()).isZero();
  }

  /** Byte by byte, so that the format stays what it is. */
  @Test
  void theBytesOfSlotsAreThese() {
    inline(0x00ABCD, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    run(5, 0x1234, 0x0A0B_0C0D, 0x0102_0304);
    answer(6, 0x17);
    final byte[] first = slot(0);
    assertThat(Arrays.copyOf(first, 18))
        .containsExactly(0x0A, 0, 0, 0, 0xCD, 0xAB, 0x00, 0x85, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(Arrays.copyOf(slot(1), 16))
        .containsExactly(
            0x34, 0x12, 0, 0, 5, 0, 0, 0x81, 0x04, 0x03, 0x02, 0x01, 0x0D, 0x0C, 0x0B, 0x0A);
    assertThat(Arrays.copyOf(slot(2), 8)).containsExactly(0x17, 0, 0, 0, 6, 0, 0, 0x84);
    takeAll();
    final byte[] read = new byte[8];
    readers.getBytes(READ_AT, read);
    assertThat(read).containsExactly(3, 0, 0, 0, 0, 0, 0, 0);
    while (SlotWord.lap(readers.getLong(READ_AT, ByteOrder.LITTLE_ENDIAN), SLOTS) != 0) {
      run(0, 0, 1, 1);
      takeOne();
    }
    run(5, 1, 2, 3);
    assertThat(slot(0)[7]).as("lap bit in the second round").isEqualTo((byte) 0x01);
  }

  private byte[] slot(final int index) {
    final byte[] bytes = new byte[64];
    own.getBytes(SLOTS_AT + 64 * index, bytes);
    return bytes;
  }
}
