package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intercore.golden.Party.FOLLOWER;
import static org.intercore.golden.Party.INITIATOR;

import java.util.List;
import java.util.stream.Stream;
import org.intercore.golden.Json;
import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the recordings of the reference implementation against ours: with both sides ours, and with
 * each side ours while the other side's bytes are taken from the recording. After each step the
 * whole of both regions, the sessions, the callbacks and the result have to be the recorded ones,
 * but for what {@link KnownDifferences} names.
 */
class WireConformanceTest {
  private static final List<String> NAMES = List.of(
      "icmsg_a4_disable",
      "icmsg_a32_disable",
      "icmsg_a8_enable",
      "icmsg_a64_enable",
      "icmsg_a8_detect",
      "icmsg_a8_disable-detect");

  @TestFactory
  Stream<DynamicTest> bothSidesOurs() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(
            name, () -> new IcmsgPlay(Recording.of(name), INITIATOR, FOLLOWER).run()));
  }

  @TestFactory
  Stream<DynamicTest> theInitiatorOurs() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(
            name, () -> new IcmsgPlay(Recording.of(name), INITIATOR).run()));
  }

  @TestFactory
  Stream<DynamicTest> theFollowerOurs() {
    return NAMES.stream()
        .map(name ->
            DynamicTest.dynamicTest(name, () -> new IcmsgPlay(Recording.of(name), FOLLOWER).run()));
  }

  @TestFactory
  Stream<DynamicTest> theLayout() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> {
          final Recording recording = Recording.of(name);
          for (final Party side : Party.values()) {
            for (final String region : List.of("tx", "rx")) {
              checkLayout(recording, side, recording.layout(side, region));
            }
          }
        }));
  }

  private static void checkLayout(
      final Recording recording, final Party side, final Json recorded) {
    final boolean sessions = !recording.unbound(side).equals("disable");
    final PacketRingLayout layout = PacketRingLayout.of(
        recording.number("region_size"), recording.number("dcache_alignment"), sessions);
    assertThat(PacketRingLayout.READ_INDEX_OFFSET).isEqualTo(recorded.number("rd_idx_offset"));
    assertThat(sessions ? PacketRingLayout.HANDSHAKE_OFFSET : -1)
        .isEqualTo(recorded.number("handshake_offset"));
    assertThat(layout.writeIndexOffset()).isEqualTo(recorded.number("wr_idx_offset"));
    assertThat(layout.dataOffset()).isEqualTo(recorded.number("data_offset"));
    assertThat(layout.dataLength()).isEqualTo(recorded.number("data_len"));
  }
}
