package org.intercore.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intercore.icmsg.time.Timeout.FOREVER;
import static org.intercore.icmsg.time.Timeout.NO_WAIT;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steady state allocates nothing, on either side. */
@Timeout(60)
class NoGarbageTest {
  private static final int MESSAGES = 100_000;
  /** Far less than a byte a message; the JVM itself allocates a little now and then. */
  private static final long TINY = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final HeldBlock[] kept = new HeldBlock[2];
  private boolean holds;
  private long received;
  private final Loop loop = new Loop(this::receive);
  private final TxBlock own = new TxBlock();
  private final AtomicBuffer source = Buffers.allocate(100);

  @AfterEach
  void close() {
    loop.close();
  }

  private void receive(final RxBlock block) {
    received += block.buffer().getByte(0);
    if (holds) {
      final int place = (int) received & 1;
      if (kept[place] != null) {
        kept[place].release();
      }
      kept[place] = block.hold();
    }
  }

  private long allocatedBy(final Runnable message) {
    for (int i = 0; i < MESSAGES; i++) {
      message.run();
    }
    final long me = Thread.currentThread().getId();
    final long before = threads.getThreadAllocatedBytes(me);
    for (int i = 0; i < MESSAGES; i++) {
      message.run();
    }
    return threads.getThreadAllocatedBytes(me) - before;
  }

  private void claimAndSend() {
    final TxBlock block = loop.out.claim(3000, FOREVER);
    block.buffer().putByte(0, (byte) 1);
    block.send(1);
    loop.far().doWork();
    loop.near.doWork();
  }

  private void claimIntoOwnAndDropAndSend() {
    loop.out.claim(own, 10, NO_WAIT);
    own.drop();
    loop.out.claim(0, NO_WAIT).close();
    loop.out.claim(own, 10, FOREVER);
    own.buffer().putByte(0, (byte) 1);
    own.send(1);
    loop.far().doWork();
    loop.near.doWork();
  }

  private void copy() {
    source.putByte(0, (byte) 1);
    loop.out.send(source, 0, 100);
    loop.far().doWork();
    loop.near.doWork();
  }

  private void refused() {
    final TxBlock all = loop.out.claim(0, NO_WAIT);
    received += loop.out.claim(1, NO_WAIT).status() < 0 ? 1 : 0;
    all.drop();
  }

  @Test
  void claimingAndSendingInPlaceAllocatesNothing() {
    assertThat(allocatedBy(this::claimAndSend)).isLessThan(TINY);
    assertThat(received).isEqualTo(2 * MESSAGES);
  }

  @Test
  void claimingIntoOnesOwnAndDroppingAllocatesNothing() {
    assertThat(allocatedBy(this::claimIntoOwnAndDropAndSend)).isLessThan(TINY);
  }

  @Test
  void copyingAllocatesNothing() {
    assertThat(allocatedBy(this::copy)).isLessThan(TINY);
    assertThat(received).isEqualTo(2 * MESSAGES);
  }

  @Test
  void holdingAndReleasingAllocatesNothing() {
    holds = true;
    assertThat(allocatedBy(this::claimAndSend)).isLessThan(TINY);
    assertThat(received).isEqualTo(2 * MESSAGES);
  }

  @Test
  void refusedClaimsAllocateNothing() {
    assertThat(allocatedBy(this::refused)).isLessThan(TINY);
    assertThat(received).isEqualTo(2 * MESSAGES);
  }
}
