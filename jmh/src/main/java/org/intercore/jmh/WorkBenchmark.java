package org.intercore.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.intercore.jmh.bench.run.JvmOptions;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.bench.subject.Subjects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The work on a message, of this library and of others: what the harness for two threads measures, both
 * sides driven by one. No line changes its core, so what is left is instructions. A round trip between
 * two cores takes the time of the bare memory and twice this.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {Jvm.ADD_OPENS, "-XX:+UseSerialGC"})
public class WorkBenchmark {
  /** The bare memory: lines of a ring, or blocks that they name. */
  private static final String BARE = "bare";

  private static final int MOST_IN_A_LINE = 56;

  /** What is measured, by its name in the harness. */
  @Param({
    BARE,
    "icbmsg-native",
    "icbmsg-any-thread",
    "icbmsg-views",
    "icbmsg-zephyr",
    "agrona-one-to-one",
    "agrona-many-to-one",
    "aeron-ipc",
    "rpmsg"
  })
  public String subject;

  /** Bytes of the message. */
  @Param({"32", "256"})
  public int length;

  private Path directory;
  private Port out;
  private Port in;
  private Sender sender;
  private Receiver receiver;
  private Payload payload;
  private Sink sink;
  private long value;
  private long sum;

  @org.openjdk.jmh.annotations.Setup
  public void setUp() throws IOException, InterruptedException {
    directory = Files.createTempDirectory(JvmOptions.defaultDirectory(), "icbmsg-bench-");
    final Subject measured = Subjects.named(name());
    final Setup setup = new Setup(directory, false, length, true, 1, false, 1);
    out = measured.open(setup, Side.ACTIVE);
    in = measured.open(setup, Side.PASSIVE);
    // Both sides wait for each other. What is confined to a thread that has ended is free again.
    final CompletableFuture<Void> met = new CompletableFuture<>();
    final Thread other = new Thread(() -> connect(met));
    other.start();
    out.connect();
    met.join();
    other.join();
    sender = out.sender();
    receiver = in.receiver();
    payload = new Payload(length, true);
    sink = (buffer, offset, count) -> sum += payload.read(buffer, offset, count);
  }

  private String name() {
    final String bare = length <= MOST_IN_A_LINE ? "lines-256" : "blocks-64";
    return subject.equals(BARE) ? bare : subject;
  }

  private void connect(final CompletableFuture<Void> met) {
    try {
      in.connect();
      met.complete(null);
    } catch (final IOException | RuntimeException e) {
      met.completeExceptionally(e);
    }
  }

  @TearDown
  public void tearDown() {
    in.close();
    out.close();
    IoUtil.delete(directory.toFile(), false);
  }

  @Benchmark
  public long sentAndReceived() {
    value++;
    while (!sender.trySend(payload, value)) {
      receiver.poll(sink);
    }
    while (receiver.poll(sink) == 0) {
      Thread.onSpinWait();
    }
    return sum;
  }
}
