package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intercore.icmsg.devicetree.DevicetreeConfig;
import org.intercore.icmsg.devicetree.DevicetreeException;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A devicetree's two sides make a link. */
class DevicetreeLinkTest {
  private static final String TEXT = """
      / {
        ram { low: ram@40000100 { reg = <0x40000100 0x200>; };
              high: ram@40000400 { reg = <0x40000400 0x200>; }; };
        ipc0: ipc0 {
          compatible = "zephyr,ipc-icmsg";
          tx-region = <&low>;
          rx-region = <&high>;
          dcache-alignment = <16>;
          unbound = "enable";
        };
      };
      """;

  @Test
  void theTwoCoresOfADevicetreeBond(@TempDir final Path folder) throws IOException {
    final Path file = Files.writeString(folder.resolve("core.dts"), TEXT);
    final DevicetreeConfig<IcmsgConfig> core = IcmsgConfig.fromDevicetree(file, "ipc0");
    final SharedMemory memory = SharedMemory.allocate(0x800);
    final IcmsgConfig config = core.over(memory, 0x40000000);
    assertThat(config.alignment()).isEqualTo(16);
    assertThat(config.unbound()).isEqualTo(UnboundMode.ENABLE);
    assertThat(config.regions().tx().offset()).isEqualTo(0x100);
    final IcmsgConfig other = core.mirrored().over(memory, 0x40000000);
    assertThat(other.regions().tx().offset()).isEqualTo(0x400);
    assertThat(other.regions().rx().offset()).isEqualTo(0x100);
    assertThat(other.regions().rx().length()).isEqualTo(0x200);
  }

  @Test
  void aMemoryThatDoesNotHaveTheRegionsIsRefused(@TempDir final Path folder) throws IOException {
    final Path file = Files.writeString(folder.resolve("core.dts"), TEXT);
    final DevicetreeConfig<IcmsgConfig> core = IcmsgConfig.fromDevicetree(file, "ipc0");
    assertThatThrownBy(() -> core.over(SharedMemory.allocate(0x500), 0x40000000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the rx-region (512 bytes at 0x40000400) does not lie within direct memory"
            + " (1280 bytes), whose first byte is at 0x40000000");
    assertThatThrownBy(() -> core.over(SharedMemory.allocate(0x500), 0x40000200))
        .hasMessageStartingWith("the tx-region (512 bytes at 0x40000100) does not lie within");
    assertThatThrownBy(() -> core.over(SharedMemory.allocate(0x1000), 0x400000f8))
        .hasMessage("the memory must begin at a multiple of the alignment 16, but is said to begin"
            + " at 0x400000f8");
  }

  @Test
  void aNodeOfAnotherBackendIsRefused(@TempDir final Path folder) throws IOException {
    final Path file = Files.writeString(
        folder.resolve("core.dts"),
        TEXT.replace("icmsg\";", "icbmsg\"; tx-blocks = <4>; rx-blocks = <4>;"));
    assertThatThrownBy(() -> IcmsgConfig.fromDevicetree(file, "ipc0"))
        .isInstanceOf(DevicetreeException.class)
        .hasMessage(file + ":5: the node /ipc0 is zephyr,ipc-icbmsg, but zephyr,ipc-icmsg was asked"
            + " for");
  }
}
