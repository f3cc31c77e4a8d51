package org.intercore.examples.pipeline;

import java.time.Duration;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.Status;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** The first stage: sends eight frames of 2,500 samples, each written straight into shared memory. */
public final class Source {
  private static final int FRAMES = 8;
  private static final int SAMPLES = 2_500;
  private static final int FRAME_LENGTH = Integer.BYTES + SAMPLES * Integer.BYTES;

  private Source() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("pipeline-in"))) {
      final ZeroCopyEndpoint frames = ZeroCopyEndpoint.register(link, "frames", block -> {});
      if (frames.awaitBound(Duration.ofSeconds(30)) < 0) {
        throw new IllegalStateException("no averager has come within 30 s");
      }
      for (int frame = 1; frame <= FRAMES; frame++) {
        send(frames, frame);
      }
      // An empty message is a message too: here it says that this was all.
      frames.claim(1, Duration.ofSeconds(5)).send(0);
      System.out.println(FRAMES + " frames sent");
    }
  }

  private static void send(final ZeroCopyEndpoint frames, final int frame) {
    try (TxBlock block = frames.claim(FRAME_LENGTH, Duration.ofSeconds(5))) {
      final MutableDirectBuffer buffer = block.buffer();
      buffer.putInt(0, frame);
      for (int i = 1; i <= SAMPLES; i++) {
        buffer.putInt(i * Integer.BYTES, frame * 100 + i);
      }
      final int sent = block.send(FRAME_LENGTH);
      if (sent < 0) {
        throw new IllegalStateException(
            "frame " + frame + " was not sent: " + Status.describe(sent));
      }
    }
  }
}
