package org.intercore.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intercore.icmsg.time.Timeout.FOREVER;
import static org.intercore.icmsg.time.Timeout.NO_WAIT;

import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that need no block, or not while there is room for them elsewhere. */
@Timeout(120)
class SmallTxBlockTest {
  private static final int LONGEST = 184;

  private final List<byte[]> received = new ArrayList<>();
  private final Loop loop = new Loop(LinkFormat.NATIVE, block -> {
    final byte[] copy = new byte[block.length()];
    block.buffer().getBytes(0, copy);
    received.add(copy);
  });
  private final ZeroCopyEndpoint endpoint = loop.out;

  @AfterEach
  void everyBlockIsFree() {
    loop.work();
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(loop.faults).isEmpty();
    loop.close();
  }

  private static byte[] message(final int length) {
    final byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (length - i);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 55, 56, 57, 100, 120, 121, 183, LONGEST, LONGEST + 1, 500})
  void whateverAMessageTravelsInItArrivesWhole(final int length) {
    for (int round = 0; round < 400; round++) {
      final TxBlock block = endpoint.claim(length, NO_WAIT);
      assertThat(block.capacity()).isGreaterThanOrEqualTo(length);
      assertThat(loop.near.txBlocksInUse()).isEqualTo(length > LONGEST ? 1 : 0);
      block.buffer().putBytes(0, message(length));
      assertThat(block.send(length)).isEqualTo(length);
      loop.work();
      assertThat(received.remove(0)).isEqualTo(message(length));
    }
    assertThat(received).isEmpty();
  }

  @Test
  void aShorterMessageThanWasClaimedIsAsLongAsItIs() {
    for (int length = 0; length <= LONGEST; length++) {
      final TxBlock block = endpoint.claim(LONGEST, NO_WAIT);
      block.buffer().putBytes(0, message(length));
      assertThat(block.send(length)).isEqualTo(length);
      loop.work();
      assertThat(received.remove(0)).isEqualTo(message(length));
    }
  }

  /** Room and then blocks; and however often, all of it comes back. */
  @ParameterizedTest
  @ValueSource(ints = {57, 120, LONGEST})
  void whatFindsNoRoomTakesABlock(final int length) {
    int most = 0;
    for (int round = 0; round < 50; round++) {
      final List<TxBlock> claimed = new ArrayList<>();
      TxBlock next = endpoint.claim(length, NO_WAIT);
      while (next.isClaimed()) {
        claimed.add(next);
        next = endpoint.claim(length, NO_WAIT);
      }
      assertThat(next.status()).isEqualTo(Status.NO_MEMORY);
      assertThat(loop.near.txBlocksInUse()).isEqualTo(Loop.BLOCKS);
      assertThat(claimed).hasSizeGreaterThan(Loop.BLOCKS + 128 / 5 - 1);
      most = Math.max(most, claimed.size());
      assertThat(claimed).as("round %d", round).hasSize(most);
      for (int i = 0; i < claimed.size(); i++) {
        if (i % 2 == 0) {
          claimed.get(i).drop();
        } else {
          claimed.get(i).buffer().putBytes(0, message(length));
          assertThat(claimed.get(i).send(length)).isEqualTo(length);
        }
      }
      loop.work();
    }
    assertThat(received).hasSize(50 * (most / 2)).allMatch(one -> one.length == length);
    received.clear();
  }

  @Test
  void theSmallestStillNeedNoBlockWhenAllBlocksAreTaken() {
    final TxBlock all = endpoint.claim(0, NO_WAIT);
    assertThat(endpoint.maxSmall()).isEqualTo(56);
    try (TxBlock small = endpoint.claim(endpoint.maxSmall(), FOREVER)) {
      assertThat(small.send(5)).isEqualTo(5);
    }
    all.drop();
    loop.work();
    assertThat(received).hasSize(1);
  }

  @Test
  void aMessageThatIsHeldStaysWhatItWas() {
    final List<HeldBlock> held = new ArrayList<>();
    final ZeroCopyEndpoint holds =
        ZeroCopyEndpoint.register(loop.far(), "held", block -> held.add(block.hold()));
    final ZeroCopyEndpoint out = ZeroCopyEndpoint.register(loop.near, "held", block -> {});
    loop.work();
    assertThat(holds.isBound()).isTrue();
    final int longest = out.maxInline();
    assertThat(longest).isEqualTo(LONGEST);
    for (int i = 0; i < 300; i++) {
      try (TxBlock block = out.claim(longest, NO_WAIT)) {
        block.buffer().setMemory(0, longest, (byte) i);
        assertThat(block.send(longest)).isEqualTo(longest);
      }
      loop.work();
    }
    for (int i = 0; i < 300; i++) {
      final byte[] copy = new byte[longest];
      held.get(i).buffer().getBytes(0, copy);
      assertThat(copy).containsOnly(i);
      held.get(i).close();
    }
  }
}
