package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.jmh.Jvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two JVMs over one file: each sends a sequence and checks the other's. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoProcessesTest {
  private static final int SCALE = Integer.getInteger("icbmsg.test.scale", 1);
  private static final int MESSAGES = 200_000 * SCALE;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final RpmsgConfig CONFIG = RpmsgConfig.defaults().withBuffers(64);
  private static final String NAME = "sequence";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @EnumSource(RpmsgRole.class)
  void sequencesCrossInBothDirections(final RpmsgRole ofChild)
      throws IOException, InterruptedException {
    final Path file = folder.resolve("bus");
    final AtomicBuffer memory = map(file);
    final Process child = new ProcessBuilder(List.of(
            String.join(File.separator, System.getProperty("java.home"), "bin", "java"),
            Jvm.ADD_OPENS,
            "-Dicbmsg.test.scale=" + SCALE,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            file.toString(),
            ofChild.name()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try {
      final RpmsgRole ours = ofChild == RpmsgRole.DRIVER ? RpmsgRole.DEVICE : RpmsgRole.DRIVER;
      exchange(memory, ours, child::isAlive);
      assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the child does not end");
      assertEquals(0, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  private static AtomicBuffer map(final Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      final MappedByteBuffer bytes =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, CONFIG.regionLength());
      return Buffers.wrap(bytes, 0, CONFIG.regionLength());
    }
  }

  private interface Peer {
    boolean isAlive();
  }

  private static void exchange(final AtomicBuffer memory, final RpmsgRole role, final Peer peer) {
    final long startNs = System.nanoTime();
    while (role == RpmsgRole.DEVICE && !RpmsgDevice.isDriverReady(memory)) {
      requirePeer(peer, startNs, "the driver has not come");
    }
    final RpmsgDevice device = RpmsgDevice.create(memory, role, CONFIG);
    final SequenceCheck check = new SequenceCheck();
    final RpmsgEndpoint endpoint = device.createEndpoint(NAME, check);
    final AtomicBuffer scratch = Buffers.allocate(SequenceCheck.MAX_LENGTH);
    int sent = 0;
    while (sent < MESSAGES || check.count() < MESSAGES) {
      int done = device.poll();
      while (sent < MESSAGES
          && endpoint.isBound()
          && SequenceCheck.trySend(endpoint, scratch, sent)) {
        sent++;
        done++;
      }
      if (done == 0) {
        if (sent < MESSAGES) {
          requirePeer(peer, startNs, sent + " sent, " + check.count() + " received");
        }
        Thread.yield();
      }
      if (System.nanoTime() - startNs > PATIENCE_NS * SCALE) {
        throw new AssertionError(sent + " sent, " + check.count() + " received");
      }
    }
  }

  private static void requirePeer(final Peer peer, final long startNs, final String what) {
    if (!peer.isAlive() || System.nanoTime() - startNs > PATIENCE_NS) {
      throw new AssertionError(what);
    }
    Thread.onSpinWait();
  }

  /** The other process. */
  static final class Child {
    private Child() {}

    public static void main(final String[] args) throws IOException {
      exchange(map(Path.of(args[0])), RpmsgRole.valueOf(args[1]), () -> true);
    }
  }
}
