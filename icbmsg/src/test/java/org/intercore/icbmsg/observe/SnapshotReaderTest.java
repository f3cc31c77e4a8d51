package org.intercore.icbmsg.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.junit.jupiter.api.Test;

/** Whatever stands in a file of counters, it is a snapshot or a sentence. */
class SnapshotReaderTest {
  private static final int ROUNDS = 2000 * Integer.getInteger("icbmsg.test.scale", 1);

  private static ByteBuffer counted() {
    final SlotGeometry geometry = SlotGeometry.of(1 << 16, 8, 8);
    final CountersHeader header =
        CountersHeader.ofThisProcess(true, LinkFormat.NATIVE, 8, 8, 64, 64);
    final CountersStore store = CountersStore.ofThisProcess(header);
    final Counters counters = new Counters("test", header, store, geometry);
    final EndpointCounters endpoint = counters.register("ticks");
    endpoint.boundAt(3);
    endpoint.bound();
    counters.bound();
    counters.sent().sentInline(3, 7);
    endpoint.waited(5000);
    return counters.copy();
  }

  private static String refusal(final ByteBuffer bytes) {
    return assertThatExceptionOfType(UnreadableCountersException.class)
        .isThrownBy(() -> SnapshotReader.read(bytes))
        .actual()
        .getMessage();
  }

  @Test
  void readsWhatWasCounted() throws UnreadableCountersException {
    final InstanceSnapshot counted = SnapshotReader.read(counted());
    assertThat(counted.silence()).isEqualTo(counted.age());
    final EndpointSnapshot ticks = counted.endpoints().get(0);
    assertThat(ticks.name()).isEqualTo("ticks");
    assertThat(ticks.address()).isEqualTo(3);
    assertThat(ticks.sentBytes()).isEqualTo(7);
    assertThat(ticks.waits().get(CountersLayout.waitClass(5000))).isOne();
  }

  @Test
  void saysWhatIsWrong() {
    final ByteBuffer counted = counted();
    assertThat(refusal(ByteBuffer.allocate(0))).isEqualTo("they were not written by icbmsg");
    assertThat(refusal(ByteBuffer.allocate(4096))).isEqualTo("they were not written by icbmsg");
    assertThat(refusal(counted.duplicate().limit(50)))
        .isEqualTo("only 50 of at least 128 bytes are" + " there");
    assertThat(refusal(counted.duplicate().limit(5000))).startsWith("only 5000 of at least ");
    counted.order(ByteOrder.nativeOrder()).putInt(8, 7);
    assertThat(refusal(counted)).startsWith("they are of layout version 7 with ");
    counted.putInt(8, CountersLayout.VERSION).putInt(40, -1);
    assertThat(refusal(counted)).isEqualTo("their number of blocks cannot be -1");
    counted.putInt(40, 8).putInt(36, 2);
    assertThat(refusal(counted)).isEqualTo("their link format cannot be 2");
  }

  @Test
  void anythingElseIsASnapshotOrASentence() {
    final long seed = Long.getLong("icbmsg.seed", System.nanoTime());
    final Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      final byte[] bytes = counted().array().clone();
      // The magic and the version mostly stay, or nothing behind them would ever be looked at.
      final int from = random.nextInt(8) == 0 ? 0 : random.nextBoolean() ? 16 : 128;
      for (int i = 0; i < 1 + random.nextInt(400); i++) {
        bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
      }
      final ByteBuffer cut = ByteBuffer.wrap(bytes);
      cut.limit(random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
      try {
        assertThat(SnapshotReader.read(cut).toString()).as("seed " + seed).isNotEmpty();
        read++;
      } catch (final UnreadableCountersException e) {
        assertThat(e.getMessage()).as("seed " + seed).isNotEmpty();
      } catch (final RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    assertThat(read).as("seed " + seed).isPositive();
  }

  @Test
  void waitsBySharesOfThem() throws UnreadableCountersException {
    final SlotGeometry geometry = SlotGeometry.of(1 << 16, 8, 8);
    final CountersHeader header =
        CountersHeader.ofThisProcess(false, LinkFormat.NATIVE, 8, 8, 64, 64);
    final Counters counters =
        new Counters("test", header, CountersStore.ofThisProcess(header), geometry);
    final EndpointCounters endpoint = counters.register("ticks");
    assertThat(counters.snapshot().endpoints().get(0).waitBoundNs(0.5)).isZero();
    for (int i = 0; i < 98; i++) {
      endpoint.waited(1500);
    }
    endpoint.waited(5000);
    endpoint.waited(100_000);
    final EndpointSnapshot counted =
        SnapshotReader.read(counters.copy()).endpoints().get(0);
    assertThat(counted.waitBoundNs(0.5)).isEqualTo(2048);
    assertThat(counted.waitBoundNs(0.98)).isEqualTo(2048);
    assertThat(counted.waitBoundNs(0.99)).isEqualTo(8192);
    assertThat(counted.waitBoundNs(1)).isEqualTo(100_000);
    assertThat(counted.longestWaitNs()).isEqualTo(100_000);
    assertThat(counted.waitedNs()).isEqualTo(98 * 1500 + 105_000);
  }

  @Test
  void waitsAreClassedByPowersOfTwo() {
    assertThat(CountersLayout.waitClass(-1)).isZero();
    assertThat(CountersLayout.waitClass(1023)).isZero();
    assertThat(CountersLayout.waitClass(1024)).isOne();
    assertThat(CountersLayout.waitClass(Long.MAX_VALUE)).isEqualTo(CountersLayout.WAIT_CLASSES - 1);
    for (int i = 0; i < CountersLayout.WAIT_CLASSES - 1; i++) {
      final long bound = CountersLayout.waitBoundNs(i);
      assertThat(CountersLayout.waitClass(bound - 1)).isEqualTo(i);
      assertThat(CountersLayout.waitClass(bound)).isEqualTo(i + 1);
    }
  }
}
