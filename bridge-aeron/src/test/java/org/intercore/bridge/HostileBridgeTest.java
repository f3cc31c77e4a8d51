package org.intercore.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.intercore.bridge.fault.BridgeFault;
import org.intercore.bridge.process.Ports;
import org.intercore.bridge.wire.Frame;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.zerocopy.ZeroCopyEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes in from the network may be anything: counted, and it costs nobody a block or the bridge. */
class HostileBridgeTest {
  private static final byte BEGIN = (byte) 0x80;
  private static final byte MIDDLE = 0;
  private static final byte END = 0x40;
  private static final byte WHOLE = (byte) 0xC0;
  private static final int RANDOM_FRAMES = 3000;

  @TempDir
  private Path directory;

  private final int[] ports = Ports.free(2);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<BridgeFault, Long> faults = new ConcurrentHashMap<>();
  private final List<byte[]> received = Collections.synchronizedList(new ArrayList<>());
  private HostileBridge hostile;
  private int maxPayload;

  @BeforeEach
  void open() throws Exception {
    final BridgeConfig config = BridgeConfig.named("victim")
        .directory(directory)
        .endpoints(HostileBridge.ENDPOINT)
        .sendTo("aeron:udp?endpoint=127.0.0.1:" + ports[1])
        .listenAt("aeron:udp?endpoint=127.0.0.1:" + ports[0])
        // The hostile one goes first and never says that it has heard the end.
        .linger(Duration.ZERO)
        .faultHandler((fault, value) -> faults.merge((BridgeFault) fault, 1L, Long::sum));
    final Worker<AeronBridge> victim =
        new Worker<>("bridge", () -> AeronBridge.open(config), AeronBridge::doWork);
    opened.add(victim);
    final Worker<Icbmsg> program = new Worker<>(
        "program",
        () -> Icbmsg.open(IcbmsgConfig.named("victim").directory(directory)),
        Icbmsg::doWork);
    opened.add(program);
    final ZeroCopyEndpoint endpoint =
        ZeroCopyEndpoint.register(program.owned(), HostileBridge.ENDPOINT, block -> {
          final byte[] copy = new byte[block.length()];
          block.buffer().getBytes(0, copy);
          received.add(copy);
        });
    maxPayload = endpoint.maxPayload();
    hostile = new HostileBridge(directory.toString(), ports[0], ports[1]);
    opened.add(hostile);
    hostile.join();
    // Who is heard is not yet joined, and a frame that comes before that is of no session.
    hostile.await("the victim has joined", () -> victim.owned().snapshot().isJoined());
  }

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(opened);
    for (final AutoCloseable each : opened) {
      each.close();
    }
  }

  private void expect(final BridgeFault fault, final Runnable lie) {
    final Map<BridgeFault, Long> expected = new EnumMap<>(BridgeFault.class);
    expected.putAll(faults);
    expected.merge(fault, 1L, Long::sum);
    lie.run();
    hostile.await(
        "the fault " + fault, () -> faults.getOrDefault(fault, 0L) >= expected.get(fault));
    assertThat(faults).isEqualTo(expected);
  }

  /** All blocks are needed for it, so it arrives only if none is lost. */
  private void requireAllBlocks() {
    final byte[] first = new byte[1000];
    final int before = received.size();
    hostile.data(maxPayload, BEGIN, first);
    int left = maxPayload - first.length;
    while (left > 0) {
      final int next = Math.min(left, first.length);
      left -= next;
      hostile.data(maxPayload, left == 0 ? END : MIDDLE, new byte[next]);
    }
    hostile.await("the longest message", () -> received.size() == before + 1);
    assertThat(received.get(before)).hasSize(maxPayload);
  }

  @Test
  void eachLieIsCountedOnceAndCostsNothing() {
    final byte[] bytes = new byte[200];
    expect(BridgeFault.FRAME_SOURCE, () -> hostile.data(200, WHOLE, bytes));
    expect(
        BridgeFault.STREAM_NAME,
        () -> hostile.frame(hostile.tag(), Frame.VERSION, Frame.START, 1, WHOLE, "z".getBytes()));
    hostile.start();

    expect(BridgeFault.FRAME_VERSION, () -> hostile.frame(hostile.tag(), 9, 0, 200, WHOLE, bytes));
    expect(
        BridgeFault.FRAME_SESSION,
        () -> hostile.frame(hostile.tag() + 1, Frame.VERSION, 0, 200, WHOLE, bytes));
    expect(
        BridgeFault.FRAME_KIND,
        () -> hostile.frame(hostile.tag(), Frame.VERSION, 7, 200, WHOLE, bytes));
    expect(BridgeFault.FRAGMENT, () -> hostile.data(100, WHOLE, bytes));
    expect(BridgeFault.FRAGMENT, () -> hostile.data(Frame.MAX_LENGTH, WHOLE, bytes));
    expect(BridgeFault.FRAGMENT, () -> hostile.data(100, BEGIN, bytes));
    hostile.data(100, END, bytes);
    expect(BridgeFault.TOO_LONG, () -> hostile.data(maxPayload + 1, BEGIN, bytes));
    hostile.data(maxPayload + 1, END, bytes);
    expect(BridgeFault.FRAGMENT, () -> hostile.data(400, MIDDLE, bytes));
    hostile.data(400, END, bytes);
    // Too little, too much, another length than was announced, and none of its end.
    expect(BridgeFault.FRAGMENT, () -> {
      hostile.data(3000, BEGIN, bytes);
      hostile.data(3000, END, bytes);
    });
    expect(BridgeFault.FRAGMENT, () -> {
      hostile.data(300, BEGIN, bytes);
      hostile.data(300, MIDDLE, bytes);
      hostile.data(300, END, bytes);
    });
    expect(BridgeFault.FRAGMENT, () -> {
      hostile.data(3000, BEGIN, bytes);
      hostile.data(400, END, bytes);
    });
    expect(BridgeFault.FRAGMENT, () -> {
      hostile.data(3000, BEGIN, bytes);
      hostile.data(400, BEGIN, bytes);
      hostile.data(400, END, bytes);
    });
    expect(BridgeFault.FRAGMENT, () -> {
      hostile.data(maxPayload, BEGIN, bytes);
      hostile.data(200, WHOLE, bytes);
    });
    hostile.await("the two that were whole", () -> received.size() == 2);
    // A pack that ends in a length, in a message, is cut up, or says that it is longer.
    expect(BridgeFault.FRAGMENT, () -> hostile.pack(5, WHOLE, new byte[] {2, 0, 'a', 'b', 1}));
    hostile.await("the one before the end", () -> received.size() == 3);
    expect(BridgeFault.FRAGMENT, () -> hostile.pack(4, WHOLE, new byte[] {-1, -1, 'a', 'b'}));
    expect(BridgeFault.FRAGMENT, () -> hostile.pack(6, BEGIN, new byte[] {1, 0, 'a', 1, 0, 'b'}));
    expect(BridgeFault.FRAGMENT, () -> hostile.pack(600, WHOLE, new byte[] {1, 0, 'a', 1, 0, 'b'}));
    hostile.pack(8, WHOLE, new byte[] {0, 0, 1, 0, 'c', 1, 0, 'd'});
    hostile.await("an honest pack of three", () -> received.size() == 6);
    assertThat(received.get(2)).containsExactly('a', 'b');
    assertThat(received.subList(3, 6)).containsExactly(new byte[0], bytes("c"), bytes("d"));
    expect(BridgeFault.GREETING, () -> hostile.greeting(bytes));
    expect(BridgeFault.GREETING, () -> hostile.greeting(new byte[0]));
    expect(
        BridgeFault.GREETING_VERSION,
        () -> hostile.greeting(Arrays.copyOf(new byte[] {'I', 'C', 'B', 'R', 7}, 40)));

    requireAllBlocks();
    expect(
        BridgeFault.FRAGMENT,
        () -> hostile.frame(hostile.tag(), Frame.VERSION, Frame.END, 3, WHOLE, new byte[3]));
    expect(
        BridgeFault.MISSING,
        () -> hostile.frame(
            hostile.tag(), Frame.VERSION, Frame.END, 8, WHOLE, new byte[] {99, 9, 0, 0, 0, 0, 0, 0
            }));
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void anythingAtAllCostsNoBlock() {
    final long seed = Long.getLong("icbmsg.bridge.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dicbmsg.bridge.seed)");
    final Random random = new Random(seed);
    final byte[] flags = {BEGIN, MIDDLE, END, WHOLE};
    hostile.start();
    for (int i = 0; i < RANDOM_FRAMES; i++) {
      final byte[] bytes = new byte[random.nextInt(1000)];
      random.nextBytes(bytes);
      if (random.nextInt(50) == 0) {
        hostile.greeting(bytes);
      }
      final int length = switch (random.nextInt(4)) {
        case 0 -> bytes.length;
        case 1 -> random.nextInt(3000);
        case 2 -> maxPayload - random.nextInt(3) + 1;
        default -> random.nextInt(Frame.MAX_LENGTH);
      };
      hostile.frame(
          hostile.tag() + (random.nextInt(8) == 0 ? 1 : 0),
          random.nextInt(8) == 0 ? random.nextInt(16) : Frame.VERSION,
          // Not an end, after which nothing more would be listened to.
          switch (random.nextInt(8)) {
            case 0 -> Frame.PACK + random.nextInt(5);
            case 1 -> Frame.PACK;
            default -> Frame.DATA;
          },
          length,
          flags[random.nextInt(4)],
          bytes);
    }
    // Whatever was begun ends here.
    hostile.data(0, END, new byte[0]);
    // Told by its bytes: what was made up may be of any length.
    final byte[] honest = bytes("honest message");
    hostile.data(honest.length, WHOLE, honest);
    hostile.await(
        "an honest message",
        () -> !received.isEmpty() && Arrays.equals(received.get(received.size() - 1), honest));

    requireAllBlocks();
    assertThat(faults).isNotEmpty();
  }
}
