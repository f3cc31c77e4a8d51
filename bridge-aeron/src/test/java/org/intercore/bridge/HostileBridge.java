package org.intercore.bridge;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.LangUtil;
import org.intercore.bridge.engine.Engine;
import org.intercore.bridge.wire.Frame;
import org.intercore.bridge.wire.Greeting;

/** Somebody who knows how bridges talk to each other, joins one, and then sends what it likes. */
final class HostileBridge implements AutoCloseable {
  static final String ENDPOINT = "a";
  private static final int STREAM = 1001;
  private static final long GREET_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final byte WHOLE = (byte) 0xC0;

  private final Engine engine;
  private final ExclusivePublication greetings;
  private final ExclusivePublication lane;
  private final Subscription heard;
  private final BufferClaim claim = new BufferClaim();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final FragmentHandler handler =
      (from, offset, length, header) -> theirs = Greeting.decode(from, offset, length);
  private final long epoch = System.currentTimeMillis() << 20;
  private Greeting theirs;
  private long greetedNs;

  HostileBridge(final String directory, final int to, final int at) {
    engine = Engine.embedded(directory + "/hostile", LangUtil::rethrowUnchecked);
    final String channel = "aeron:udp?endpoint=127.0.0.1:" + to;
    greetings = engine.aeron().addExclusivePublication(channel, STREAM);
    lane = engine.aeron().addExclusivePublication(channel, STREAM + 1);
    heard = engine.aeron().addSubscription("aeron:udp?endpoint=127.0.0.1:" + at, STREAM);
  }

  /** Does its work until something is so. */
  void await(final String what, final BooleanSupplier condition) {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      engine.invoke();
      heard.poll(handler, 10);
      greet();
      // Or its victim gets a core only when the scheduler takes this one away.
      Thread.yield();
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(Worker.PATIENCE_SECONDS)) {
        throw new AssertionError("not within " + Worker.PATIENCE_SECONDS + " s: " + what);
      }
    }
  }

  private void greet() {
    if (System.nanoTime() - greetedNs < GREET_NS) {
      return;
    }
    greetedNs = System.nanoTime();
    final Greeting greeting = new Greeting(
        Greeting.Phase.OPEN,
        -1,
        epoch,
        theirs == null ? 0 : theirs.epoch(),
        1,
        Integer.MAX_VALUE,
        List.of(new Greeting.Entry(ENDPOINT, Greeting.REGISTERED | Greeting.HEARD, 0)));
    greetings.offer(buffer, 0, greeting.encode(buffer));
  }

  /** Joins: from now on its tag is right. */
  void join() {
    await("greetings", () -> theirs != null && theirs.heard() == epoch);
  }

  /** Begins its stream, as an honest bridge does. */
  void start() {
    await("its stream is heard", () -> {
      frame(tag(), Frame.VERSION, Frame.START, ENDPOINT.length(), WHOLE, ENDPOINT.getBytes());
      return (theirs.endpoints().get(0).flags() & Greeting.HEARD) != 0;
    });
    await("the endpoint", () -> (theirs.endpoints().get(0).flags() & Greeting.REGISTERED) != 0);
  }

  int tag() {
    return Frame.tag(epoch, theirs.epoch());
  }

  /** Messages that were handed over, as the victim says. */
  long handed() {
    return theirs.endpoints().get(0).handed();
  }

  /** Sends something as a greeting. */
  void greeting(final byte[] bytes) {
    await("room", () -> put(greetings, 0, WHOLE, bytes));
  }

  /** Sends a frame, whatever that is. */
  void frame(
      final int tag,
      final int version,
      final int kind,
      final int length,
      final byte flags,
      final byte[] bytes) {
    final long word = Frame.word(tag, kind, length) & ~(15L << 28) | (long) version << 28;
    await("room", () -> put(lane, word, flags, bytes));
  }

  /** Sends part of a message with the right tag. */
  void data(final int length, final byte flags, final byte[] bytes) {
    frame(tag(), Frame.VERSION, Frame.DATA, length, flags, bytes);
  }

  /** Sends several messages in one frame, or what looks like that. */
  void pack(final int length, final byte flags, final byte[] bytes) {
    frame(tag(), Frame.VERSION, Frame.PACK, length, flags, bytes);
  }

  private boolean put(
      final ExclusivePublication to, final long word, final byte flags, final byte[] bytes) {
    if (to.tryClaim(bytes.length, claim) < 0) {
      return false;
    }
    claim.buffer().putBytes(claim.offset(), bytes);
    claim.reservedValue(word).flags(flags).commit();
    return true;
  }

  @Override
  public void close() {
    engine.close();
  }
}
