package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intercore.golden.Party.FOLLOWER;
import static org.intercore.golden.Party.INITIATOR;

import java.util.List;
import java.util.stream.Stream;
import org.intercore.golden.Json;
import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the recordings of the reference implementation against ours: with both sides ours, and with
 * each side ours while the other side's bytes are taken from the recording. After each step both
 * ring areas, header and payload of each run that is with its receiver, the callbacks, the result and
 * the number of blocks in use have to be the recorded ones.
 */
class WireConformanceTest {
  private static final List<String> NAMES = List.of(
      "icbmsg_l32_a4_t1_r1",
      "icbmsg_l32_a32_t16_r16",
      "icbmsg_l32_a64_t2_r2",
      "icbmsg_l64_a32_t2_r2",
      "icbmsg_l64_a4_t32_r16");

  @TestFactory
  Stream<DynamicTest> bothSidesOurs() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(
            name, () -> new IcbmsgPlay(Recording.of(name), INITIATOR, FOLLOWER).run()));
  }

  @TestFactory
  Stream<DynamicTest> theInitiatorOurs() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(
            name, () -> new IcbmsgPlay(Recording.of(name), INITIATOR).run()));
  }

  @TestFactory
  Stream<DynamicTest> theFollowerOurs() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(
            name, () -> new IcbmsgPlay(Recording.of(name), FOLLOWER).run()));
  }

  @TestFactory
  Stream<DynamicTest> theGeometry() {
    return NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> {
          final Recording recording = Recording.of(name);
          for (final Party side : Party.values()) {
            checkGeometry(recording, side, recording.layout(side, "tx"));
            checkGeometry(recording, side.other(), recording.layout(side, "rx"));
          }
        }));
  }

  private static void checkGeometry(
      final Recording recording, final Party sender, final Json recorded) {
    final RegionGeometry geometry = RegionGeometry.of(RegionGeometry.spec()
        .regionAddress(recording.number("region_skip"))
        .regionSize(recording.number("region_size"))
        .localBlocks(recording.number(sender + "_tx_blocks"))
        .remoteBlocks(recording.number(sender.other() + "_tx_blocks"))
        .alignment(recording.number("dcache_alignment"))
        .wordSize(recording.number("word_size"))
        .handshake(recorded.number("handshake_offset") >= 0));
    assertThat(geometry.skip()).isEqualTo(recorded.number("mem_skip"));
    assertThat(geometry.size()).isEqualTo(recorded.number("mem_size"));
    assertThat(geometry.minimumRingLength()).isEqualTo(recorded.number("icmsg_min_size"));
    assertThat(geometry.ringAreaLength()).isEqualTo(recorded.number("icmsg_area_size"));
    assertThat(geometry.blockCount()).isEqualTo(recorded.number("block_count"));
    assertThat(geometry.blockSize()).isEqualTo(recorded.number("block_size"));
    assertThat(geometry.blocksOffset()).isEqualTo(recorded.number("blocks_offset"));
    assertThat(geometry.maxPayload()).isEqualTo(recorded.number("max_message"));
    assertThat(geometry.headerWidth()).isEqualTo(recording.number("block_header_size"));
    assertThat(geometry.ring().writeIndexOffset()).isEqualTo(recorded.number("wr_idx_offset"));
    assertThat(geometry.ring().dataOffset()).isEqualTo(recorded.number("data_offset"));
    assertThat(geometry.ring().dataLength()).isEqualTo(recorded.number("data_len"));
  }
}
