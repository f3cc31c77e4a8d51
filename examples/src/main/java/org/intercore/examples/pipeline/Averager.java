package org.intercore.examples.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * The stage in the middle: holds the last four frames where the source has put them, and writes
 * their average straight into a block of the next channel.
 */
public final class Averager implements BlockHandler {
  private static final int WINDOW = 4;

  private final Deque<HeldBlock> window = new ArrayDeque<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ZeroCopyEndpoint out;

  private Averager(final ZeroCopyEndpoint out) {
    this.out = out;
  }

  /**
   * Runs the program.
   *
   * @param args none
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(final String[] args) throws InterruptedException {
    final Icbmsg in = Icbmsg.open(IcbmsgConfig.named("pipeline-in"));
    final Icbmsg next = Icbmsg.open(IcbmsgConfig.named("pipeline-out"));
    final ZeroCopyEndpoint averages = ZeroCopyEndpoint.register(next, "averages", block -> {});
    if (averages.awaitBound(Duration.ofSeconds(30)) < 0) {
      throw new IllegalStateException("no sink has come within 30 s");
    }
    final Averager averager = new Averager(averages);
    // Only now, when there is somebody to send to.
    ZeroCopyEndpoint.register(in, "frames", averager);
    // One thread works for both channels, sleeps while there is nothing to do, and closes them.
    final IcbmsgRunner runner = IcbmsgRunner.start(List.of(in, next), Averager::tell);
    try (runner) {
      if (!averager.end.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the source has not come to its end within 30 s");
      }
    }
  }

  private static void tell(final Throwable error) {
    System.err.println("averager: " + error.getMessage());
  }

  @Override
  public void onBlock(final RxBlock frame) {
    if (frame.length() == 0) {
      window.forEach(HeldBlock::release);
      out.claim(1, Duration.ofSeconds(5)).send(0);
      end.countDown();
      return;
    }
    System.out.println("frame " + frame.buffer().getInt(0) + " is held");
    window.addLast(frame.hold());
    if (window.size() == WINDOW) {
      forwardAverage();
      window.removeFirst().release();
    }
  }

  private void forwardAverage() {
    final int length = window.getLast().length();
    try (TxBlock block = out.claim(length, Duration.ofSeconds(5))) {
      final MutableDirectBuffer average = block.buffer();
      average.putInt(0, window.getLast().buffer().getInt(0));
      for (int i = Integer.BYTES; i < length; i += Integer.BYTES) {
        int sum = 0;
        for (final HeldBlock frame : window) {
          sum += frame.buffer().getInt(i);
        }
        average.putInt(i, sum / WINDOW);
      }
      block.send(length);
    }
  }
}
