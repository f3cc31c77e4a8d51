package org.intercore.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.intercore.icmsg.time.Timeout.NO_WAIT;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Read in the handler, or hold and release exactly once. */
@Timeout(120)
class RxBlockTest {
  private Consumer<RxBlock> handler = (block) -> {};
  private final Loop loop = new Loop((block) -> handler.accept(block));
  private final List<HeldBlock> held = new ArrayList<>();

  @AfterEach
  void everyBlockIsFree() {
    loop.work();
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(loop.faults).isEmpty();
    loop.close();
  }

  private void send(final String text) {
    final TxBlock block = loop.out.claim(text.length(), NO_WAIT);
    block.send(block.buffer().putStringWithoutLengthAscii(0, text));
    loop.work();
  }

  private static String text(final HeldBlock block) {
    return block.buffer().getStringWithoutLengthAscii(0, block.length());
  }

  private void holdAll() {
    handler = (block) -> held.add(block.hold());
  }

  @Test
  void theBlockGoesBackWhenTheHandlerReturns() {
    handler = (block) -> {
      assertThat(block.length()).isEqualTo(5);
      assertThat(block.buffer().capacity()).isEqualTo(5);
      assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
      assertThat(loop.far().rxRunsInUse()).isEqualTo(1);
    };
    send("hello");
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(loop.far().rxRunsInUse()).isZero();
  }

  @Test
  void aBlockThatIsKeptWithoutHoldingItIsOfNoUse() {
    final AtomicReference<RxBlock> kept = new AtomicReference<>();
    final AtomicReference<DirectBuffer> view = new AtomicReference<>();
    handler = (block) -> {
      kept.set(block);
      view.set(block.buffer());
    };
    send("hello");
    final String sentence =
        "an RxBlock is valid in its handler's call only: hold() it to keep the" + " block";
    assertThatIllegalStateException().isThrownBy(kept.get()::buffer).withMessage(sentence);
    assertThatIllegalStateException().isThrownBy(kept.get()::length).withMessage(sentence);
    assertThatIllegalStateException().isThrownBy(kept.get()::byteBuffer).withMessage(sentence);
    assertThatIllegalStateException().isThrownBy(kept.get()::hold).withMessage(sentence);
    assertThat(view.get().capacity()).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> view.get().getByte(0));
  }

  @Test
  void anotherThreadCannotUseTheBlockAtHand() {
    final List<Throwable> refused = new ArrayList<>();
    handler = (block) -> {
      final Thread other = new Thread(() -> {
        for (final Runnable use :
            List.<Runnable>of(block::buffer, block::length, block::byteBuffer, block::hold)) {
          try {
            use.run();
          } catch (final IllegalStateException e) {
            refused.add(e);
          }
        }
      });
      other.start();
      try {
        other.join();
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    send("hello");
    assertThat(refused).hasSize(4);
  }

  @Test
  void aHeldBlockStaysUntilItIsReleased() {
    holdAll();
    send("hello");
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    final HeldBlock block = held.get(0);
    assertThat(block.isHeld()).isTrue();
    assertThat(block).hasToString("HeldBlock of 5 bytes");
    handler = (other) -> {};
    send("another");
    assertThat(text(block)).isEqualTo("hello");
    final DirectBuffer view = block.buffer();
    block.release();
    loop.work();
    assertThat(loop.near.txBlocksInUse()).isZero();
    assertThat(view.capacity()).isZero();
  }

  @Test
  void everyCallOnAReleasedBlockIsRefusedWithASentence() {
    holdAll();
    send("hello");
    final HeldBlock block = held.get(0);
    block.release();
    for (final HeldBlock released : List.of(block, new HeldBlock())) {
      final String sentence = "there is no block: it was released, or never held";
      assertThatIllegalStateException().isThrownBy(released::release).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(released::buffer).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(released::length).withMessage(sentence);
      assertThatIllegalStateException().isThrownBy(released::byteBuffer).withMessage(sentence);
      assertThat(released.isHeld()).isFalse();
      assertThat(released).hasToString("HeldBlock without a block");
      released.close();
    }
  }

  @Test
  void aReleasedHandleDoesNotReachALaterMessageInTheSameBlock() {
    holdAll();
    send("first");
    final HeldBlock stale = held.get(0);
    stale.release();
    loop.work();
    send("second");
    final HeldBlock fresh = held.get(1);
    assertThat(fresh).isNotSameAs(stale);
    assertThatIllegalStateException().isThrownBy(stale::release);
    stale.close();
    loop.work();
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    assertThat(text(fresh)).isEqualTo("second");
    fresh.close();
  }

  @Test
  void aBlockIsHeldOnce() {
    final List<Throwable> refused = new ArrayList<>();
    handler = (block) -> {
      held.add(block.hold());
      try {
        block.hold();
      } catch (final IllegalStateException e) {
        refused.add(e);
      }
    };
    send("hello");
    assertThat(refused).hasSize(1).first().asString().contains("once");
    assertThat(text(held.get(0))).isEqualTo("hello");
    held.get(0).release();
  }

  @Test
  void aBlockIsHeldIntoAnObjectOfOnesOwn() {
    final HeldBlock own = new HeldBlock();
    final List<Throwable> refused = new ArrayList<>();
    handler = (block) -> {
      try {
        assertThat(block.hold(own)).isSameAs(own);
      } catch (final IllegalStateException e) {
        refused.add(e);
      }
    };
    send("first");
    assertThat(text(own)).isEqualTo("first");
    send("second");
    assertThat(refused)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("this HeldBlock holds a block that was not released");
    assertThat(text(own)).isEqualTo("first");
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    own.release();
    send("third");
    assertThat(text(own)).isEqualTo("third");
    own.close();
  }

  @Test
  void aBlockThatIsReleasedWithinItsHandlerGoesBackOnce() {
    handler = (block) -> block.hold().release();
    for (int i = 0; i < 50; i++) {
      send("hello");
    }
    assertThat(loop.far().rxRunsInUse()).isZero();
  }

  @Test
  void aHandlerThatThrowsAfterHoldingKeepsTheBlockHeld() {
    handler = (block) -> {
      held.add(block.hold());
      throw new IllegalArgumentException("after holding");
    };
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> send("kept"));
    loop.work();
    assertThat(text(held.get(0))).isEqualTo("kept");
    assertThat(loop.near.txBlocksInUse()).isEqualTo(1);
    held.get(0).release();
  }

  @Test
  void heldBlocksAreReleasedInAnyOrderByAnyThread() throws InterruptedException {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      held.clear();
      holdAll();
      final int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        send("message " + i);
      }
      final List<HeldBlock> shuffled = new ArrayList<>(held);
      Collections.shuffle(shuffled, random);
      final List<Thread> threads = new ArrayList<>();
      for (final HeldBlock block : shuffled) {
        assertThat(text(block)).as("seed %d", seed).isEqualTo("message " + held.indexOf(block));
        threads.add(new Thread(block::release));
      }
      threads.forEach(Thread::start);
      for (final Thread thread : threads) {
        thread.join();
      }
      loop.work();
      assertThat(loop.near.txBlocksInUse()).as("seed %d", seed).isZero();
    }
  }

  @Test
  void byteBuffersShowTheMessageAndCannotWrite() {
    final List<ByteBuffer> seen = new ArrayList<>();
    handler = (block) -> {
      seen.add(block.byteBuffer());
      held.add(block.hold());
      seen.add(held.get(0).byteBuffer());
    };
    send("hello");
    assertThat(seen).hasSize(2).allSatisfy((bytes) -> {
      assertThat(bytes.isReadOnly()).isTrue();
      assertThat(StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString()).isEqualTo("hello");
    });
    held.get(0).release();
  }

  @Test
  void heldBlocksStayReadableAfterThePeerHasGoneAndAfterAClose() {
    holdAll();
    send("first");
    send("second");
    loop.near.close();
    loop.far().doWork();
    assertThat(loop.out.isBound()).isFalse();
    assertThat(text(held.get(0))).isEqualTo("first");
    held.get(0).release();
    loop.far().close();
    assertThat(text(held.get(1))).isEqualTo("second");
    held.get(1).release();
  }

  @Test
  void theHandlerIsToldOfBindingAndItsEnd() {
    final List<String> told = new ArrayList<>();
    final ZeroCopyEndpoint near = ZeroCopyEndpoint.register(loop.near, "told", new BlockHandler() {
      @Override
      public void onBlock(final RxBlock block) {}

      @Override
      public void onBound(final ZeroCopyEndpoint endpoint) {
        final TxBlock block = endpoint.claim(10, NO_WAIT);
        told.add("bound " + endpoint.name() + " " + block.send(0));
      }

      @Override
      public void onUnbound(final ZeroCopyEndpoint endpoint, final UnboundReason reason) {
        told.add("unbound " + endpoint.name() + " " + reason);
      }
    });
    ZeroCopyEndpoint.register(loop.far(), "told", (block) -> {});
    loop.work();
    loop.far().close();
    loop.work();
    assertThat(told).containsExactly("bound told 0", "unbound told PEER_CLOSED");
    near.close();
    assertThat(near).hasToString("endpoint \"told\" (CLOSED)");
  }

  @Test
  void theBlockOfAHoldBelongsToItsHolderEvenInsideTheHandler() {
    // Once it is released, what the handler still has in hand must not show somebody else's bytes.
    final List<Object> seen = new ArrayList<>();
    handler = (block) -> {
      final DirectBuffer view = block.buffer();
      block.hold().release();
      seen.add(view.capacity());
      try {
        seen.add(block.length());
      } catch (final IllegalStateException e) {
        seen.add(e.getMessage());
      }
    };
    send("hello");
    assertThat(seen).hasSize(2).first().isEqualTo(0);
    assertThat(seen.get(1)).asString().contains("held");
  }
}
