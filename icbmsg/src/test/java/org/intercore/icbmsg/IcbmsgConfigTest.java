package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IcbmsgConfigTest {
  private final SharedMemory memory = SharedMemory.allocate(8192);
  private final RegionPair regions =
      RegionPair.of(memory.region(4096, 4096), memory.region(0, 4096));

  /** Would wait for an hour if the instance looked at the configuration again. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void changingAConfigurationDoesNotChangeAnOpenInstance() {
    final IcbmsgConfig config =
        IcbmsgConfig.regions(regions).txBlocks(4).rxBlocks(4).linger(Duration.ZERO);
    final Icbmsg initiator = Icbmsg.open(config);
    final Icbmsg follower =
        Icbmsg.open(IcbmsgConfig.regions(regions.swapped()).txBlocks(4).rxBlocks(4));
    final Endpoint endpoint = initiator.register("e", new Inbox());
    follower.register("e", new Inbox());
    while (!endpoint.isBound()) {
      initiator.doWork();
      follower.doWork();
    }
    endpoint.send(Bytes.of("never released"), 0, 14);
    config.linger(Duration.ofHours(1)).txBlocks(1).wordSize(64).bondRepeat(Duration.ofDays(1));

    initiator.close();

    assertThat(initiator.txGeometry().blockCount()).isEqualTo(4);
    follower.close();
  }

  @Test
  void theRoleFollowsFromTheAddressesOfOneMemory() {
    try (Icbmsg upper = Icbmsg.open(IcbmsgConfig.regions(regions));
        Icbmsg lower = Icbmsg.open(IcbmsgConfig.regions(regions.swapped()))) {
      assertThat(upper.role()).isEqualTo(Role.INITIATOR);
      assertThat(lower.role()).isEqualTo(Role.FOLLOWER);
    }
    try (Icbmsg set = Icbmsg.open(IcbmsgConfig.regions(regions).role(Role.FOLLOWER))) {
      assertThat(set.role()).isEqualTo(Role.FOLLOWER);
    }
  }

  @Test
  void regionsInTwoMemoriesNeedARole() {
    final RegionPair apart =
        RegionPair.of(memory.region(0, 4096), SharedMemory.allocate(4096).region(0, 4096));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Icbmsg.open(IcbmsgConfig.regions(apart)))
        .withMessageContaining("set a role");
    Icbmsg.open(IcbmsgConfig.regions(apart).role(Role.INITIATOR)).close();
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgConfig.named("n").role(Role.INITIATOR))
        .withMessageContaining("INITIATOR");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgConfig.regions(regions).blockSize(64))
        .withMessageContaining("block size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgConfig.regions(regions).directory(Path.of(".")))
        .withMessageContaining("directory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgConfig.regions(regions).linger(Duration.ofMillis(-1)))
        .withMessageContaining("PT-0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgConfig.regions(regions).bondRepeat(Duration.ZERO))
        .withMessageContaining("PT0S");
  }

  /** Nothing of what is refused keeps a lease of the memory. */
  @Test
  void valuesThatCannotWorkAreRefusedByNameWhenTheInstanceIsOpened() {
    refused(IcbmsgConfig.regions(regions).txBlocks(0), "1 to 256 blocks, but has 0");
    refused(IcbmsgConfig.regions(regions).rxBlocks(257), "1 to 256 blocks, but has 257");
    refused(IcbmsgConfig.regions(regions).alignment(3), "but is 3");
    refused(IcbmsgConfig.regions(regions).wordSize(31), "but is 31");
    refused(IcbmsgConfig.regions(regions).txBlocks(256).rxBlocks(256), "4096 bytes is too small");
    memory.close();
    assertThatIllegalStateException().isThrownBy(memory::lease);
  }

  @Test
  void whatTheNativeFormatCannotDoIsRefusedByName() {
    final SharedMemory large = SharedMemory.allocate(1 << 17);
    final RegionPair pair = RegionPair.of(large.region(1 << 16, 1 << 16), large.region(0, 1 << 16));
    refused(inNative(pair).unbound(UnboundMode.DISABLE), "ENABLE), but DISABLE was asked for");
    refused(inNative(pair).unbound(UnboundMode.DETECT), "but DETECT was asked for");
    refused(inNative(pair).alignment(32), "an alignment of 64 or more, but 32 was asked for");
    refused(inNative(pair).alignment(96), "power of two from 4 to 4096, but is 96");
    refused(inNative(pair).alignment(1 << 13), "power of two from 4 to 4096, but is 8192");
    refused(inNative(pair).txBlocks(0), "1 to 65536 blocks, but has 0");
    refused(inNative(pair).rxBlocks(65_537), "1 to 65536 blocks, but has 65537");
    refused(inNative(pair).txBlocks(1024), "blocks here and 64 on the other side has");
    refused(
        inNative(RegionPair.of(large.region(1 << 16, 1 << 16), large.region(32, 1 << 15))),
        "multiple of 64, but one starts at 32");
    refused(
        inNative(RegionPair.of(large.region(1 << 16, 1 << 16), large.region(64, 1 << 15)))
            .alignment(128),
        "multiple of 128, but one starts at 64");
    refused(
        IcbmsgConfig.named("n").format(LinkFormat.NATIVE).blockSize(4096 + 32),
        "a multiple of the alignment 64, but is 4128");
    refused(
        IcbmsgConfig.named("n").format(LinkFormat.NATIVE).txBlocks(65_536).blockSize(1 << 16),
        "2147483647 bytes");
    large.close();
    assertThatIllegalStateException().isThrownBy(large::lease);
  }

  private static IcbmsgConfig inNative(final RegionPair pair) {
    return IcbmsgConfig.regions(pair)
        .format(LinkFormat.NATIVE)
        .unbound(UnboundMode.ENABLE)
        .alignment(64)
        .role(Role.INITIATOR);
  }

  private static void refused(final IcbmsgConfig config, final String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Icbmsg.open(config))
        .withMessageContaining(words);
  }
}
