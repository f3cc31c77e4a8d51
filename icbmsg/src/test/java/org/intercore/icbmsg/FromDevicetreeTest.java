package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.devicetree.Devicetree;
import org.intercore.icmsg.devicetree.DevicetreeConfig;
import org.intercore.icmsg.devicetree.DevicetreeException;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two cores of a devicetree are the two sides of an instance. */
class FromDevicetreeTest {
  private static final int ROUNDS = 1000;
  private static final String TEXT = """
      / {
        shm { down: shm@0 { reg = <0x20070000 0x0800>; };
              up: shm@1 { reg = <0x20078000 0x0800>; }; };
        ipc0: ipc0 {
          compatible = "zephyr,ipc-icbmsg";
          tx-region = <&down>;
          rx-region = <&up>;
          tx-blocks = <16>;
          rx-blocks = <32>;
        };
      };
      """;

  private static DevicetreeConfig<IcbmsgConfig> core(final Path folder, final String text)
      throws IOException {
    return IcbmsgConfig.fromDevicetree(Files.writeString(folder.resolve("core.dts"), text), "ipc0");
  }

  @Test
  void whatTheDevicetreeSaysIsSet(@TempDir final Path folder) throws IOException {
    final String text =
        TEXT.replace("<32>;", "<24>; dcache-alignment = <64>; unbound = \"detect\";");
    final SharedMemory memory = SharedMemory.allocate(0x9000);
    final IcbmsgConfig config = core(folder, text).over(memory, 0x20070000);
    assertThat(config.txBlocks()).isEqualTo(16);
    assertThat(config.rxBlocks()).isEqualTo(24);
    assertThat(config.alignment()).isEqualTo(64);
    assertThat(config.unbound()).isEqualTo(UnboundMode.DETECT);
    assertThat(config.format()).isEqualTo(LinkFormat.ZEPHYR);
    assertThat(config.wordSize()).isEqualTo(Integer.SIZE);
    assertThat(config.regions().rx().offset()).isEqualTo(0x8000);
    assertThat(core(folder, TEXT).over(memory, 0x20070000).unbound())
        .isEqualTo(UnboundMode.DISABLE);
  }

  @Test
  void bothCoresTalkToEachOther(@TempDir final Path folder) throws IOException {
    final DevicetreeConfig<IcbmsgConfig> core = core(folder, TEXT);
    final Path file = folder.resolve("shm");
    SharedMemory.createFile(file, core.instance().span()).close();
    final long base = core.instance().firstAddress();
    final int[] received = new int[1];
    try (SharedMemory ours = SharedMemory.mapFile(file);
        SharedMemory theirs = SharedMemory.mapFile(file);
        Icbmsg one = Icbmsg.open(core.over(ours, base));
        Icbmsg other = Icbmsg.open(core.mirrored().over(theirs, base))) {
      assertThat(one.role()).isEqualTo(Role.FOLLOWER);
      assertThat(other.role()).isEqualTo(Role.INITIATOR);
      final Endpoint ticks = one.register("ticks", (from, buffer, offset, length, token) -> {});
      other.register("ticks", (from, buffer, offset, length, token) -> received[0] += length);
      for (int i = 0; i < ROUNDS && !ticks.isBound(); i++) {
        one.doWork();
        other.doWork();
      }
      assertThat(ticks.isBound()).isTrue();
      assertThat(ticks.send(Buffers.allocate(5), 0, 5)).isEqualTo(5);
      for (int i = 0; i < ROUNDS && received[0] == 0; i++) {
        other.doWork();
      }
      assertThat(received[0]).isEqualTo(5);
    }
  }

  @Test
  void aNodeOfAnotherBackendIsRefused() {
    final Devicetree tree =
        Devicetree.parse(TEXT.replace("icbmsg", "icmsg").replaceAll("[tr]x-blocks.*", ""));
    assertThatThrownBy(() -> IcbmsgConfig.fromDevicetree(tree, "ipc0"))
        .isInstanceOf(DevicetreeException.class)
        .hasMessageStartingWith(
            "line 5: the node /ipc0 is zephyr,ipc-icmsg, but zephyr,ipc-icbmsg");
  }
}
