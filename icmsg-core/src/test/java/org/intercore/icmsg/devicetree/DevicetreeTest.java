package org.intercore.icmsg.devicetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intercore.icmsg.devicetree.IpcInstance.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as people write them, and what is said of those that are wrong. */
class DevicetreeTest {
  /** In the manner of the page on ICBMsg of Zephyr's documentation: no root node around it. */
  private static final String FRAGMENT = """
      reserved-memory {
         to_net: memory@30010000 {
            reg = <0x30010000 0x1000>;
         };
         to_app: memory@30014000 {
            reg = <0x30014000 0x0C00>;
         };
      };
      ipc {
         ipc0: ipc0 {
            compatible = "zephyr,ipc-icbmsg";
            tx-region = <&to_net>;
            rx-region = <&to_app>;
            tx-blocks = <16>;
            rx-blocks = <24>;
            dcache-alignment = <32>;
            mboxes = <&mbox 0>, <&mbox 1>;
            mbox-names = "tx", "rx";
            status = "okay";
         };
      };
      """;

  /** What a board's file and its parts have: all kinds of values, most of which mean nothing here. */
  private static final String BOARD = """
      /dts-v1/;
      /memreserve/ 0x10000000 0x4000;
      #include <vendor/soc.dtsi>
      #include "common.dtsi" /* not read */
      #define MBOX_TX 3
      /include/ "old.dtsi"
      # 12 "somewhere.dts" 2
      // one core of two
      / {
        #address-cells = <2>;
        #size-cells = <1>;
        model = "a \\"board\\"", "of { none };";
        chosen { zephyr,sram = &sram; zephyr,console = "/soc/uart@0"; };
        soc {
          #address-cells = <0x1>;
          #size-cells = <01>;
          ranges = <0x0 0x0 0x50000000 0x100000>;
          bytes = [00 1f /* ] */ ab];
          wide = /bits/ 64 <0x123456789abcdef0>;
          pin = <NRF_PSEL(UART_TX, (1 + 2), 20)>, <(MBOX_TX | 'a')>;
          text-macro = NAME_OF("x)");
          sram: memory@8000 {
            compatible = "mmio-sram";
            reg = <(0x8000) DT_SIZE_K(16)>;
          };
          tx: tx_again: memory@20000 { reg = <0x20000 (4 * 0x100)>; };
          rx: memory@21000 { reg = <0x21000 0x400>, <0x0 0x10>; };
          /omit-if-no-ref/ spare: spare { };
        };
        ipc { ipc0: ipc0 { compatible = "zephyr,ipc-icmsg"; tx-region = <&tx>; }; };
      };
      &ipc0 {
        tx-region = <&{/soc/memory@20000}>;
        rx-region = <&sram>; unbound = "enable"; dcache-alignment = <64>; old;
      };
      &ipc0 { rx-region = <&rx>; /delete-property/ old; };
      &mbox { status = "okay"; };
      /delete-node/ &spare;
      / { soc { /delete-node/ nothing@1; }; };
      """;

  @Test
  void aFragmentOfTheDocumentationIsRead() {
    final IpcInstance instance = Devicetree.parse(FRAGMENT).instance("ipc0");
    assertThat(instance)
        .isEqualTo(new IpcInstance(
            Backend.ICBMSG,
            new AddressRange(0x30010000, 0x1000),
            new AddressRange(0x30014000, 0xC00),
            16,
            24,
            32,
            "disable"));
    assertThat(instance.mirrored().txRegion()).isEqualTo(instance.rxRegion());
    assertThat(instance.mirrored().txBlocks()).isEqualTo(24);
    assertThat(instance.mirrored().mirrored()).isEqualTo(instance);
    assertThat(instance.firstAddress()).isEqualTo(0x30010000);
    assertThat(instance.span()).isEqualTo(0x4C00);
  }

  @Test
  void aFragmentMayEndTheRootThatItHasNotBegun() {
    assertThat(Devicetree.parse(FRAGMENT + "};\n").instance("ipc0").txBlocks()).isEqualTo(16);
  }

  @Test
  void everythingThatABoardsFileHasIsPassedOverOrUnderstood() {
    assertThat(Devicetree.parse(BOARD).instance("ipc0"))
        .isEqualTo(new IpcInstance(
            Backend.ICMSG,
            new AddressRange(0x50020000, 0x400),
            new AddressRange(0x50021000, 0x400),
            0,
            0,
            64,
            "enable"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc0", "&ipc0", "/ipc/ipc0"})
  void aNodeIsFoundByLabelPathAndName(final String node) {
    assertThat(Devicetree.parse(FRAGMENT).instance(node).rxBlocks()).isEqualTo(24);
    assertThat(Devicetree.parse(FRAGMENT.replace("ipc0: ", "")).instance(node.replace("&", "")))
        .isNotNull();
  }

  @Test
  void anOverlayAddsToItsBoard(@TempDir final Path folder) throws IOException {
    final Path board = Files.writeString(folder.resolve("board.dts"), "/ {\n" + FRAGMENT + "};");
    final Path overlay = Files.writeString(
        folder.resolve("app.overlay"),
        "&ipc0 { tx-blocks = <32>; };\n/ { ipc { ipc0 { /delete-property/ dcache-alignment; }; }; };");
    final IpcInstance instance = Devicetree.read(board, overlay).instance("ipc0");
    assertThat(instance.txBlocks()).isEqualTo(32);
    assertThat(instance.rxBlocks()).isEqualTo(24);
    assertThat(instance.alignment()).isEqualTo(4);
    assertThatThrownBy(() -> Devicetree.read(overlay).instance("ipc0"))
        .isInstanceOf(DevicetreeException.class)
        .hasMessage(overlay + ":1: the node &ipc0 has no property compatible here: it is added to,"
            + " but defined nowhere; give the files of its board first");
    assertThatThrownBy(() -> Devicetree.read(overlay, board))
        .hasMessageContaining(
            board + ":11: the label ipc0 is defined after it was used in " + overlay);
  }

  @Test
  void whatWasDeletedIsThereNoMore() {
    final String text = FRAGMENT + "/ { ipc { /delete-node/ ipc0; }; };";
    assertThatThrownBy(() -> Devicetree.parse(text).instance("ipc0"))
        .hasMessageContaining("has no node ipc0; it has none of ICMsg or ICBMsg at all");
    final String again = text + "/ { ipc { ipc0: ipc0 { compatible = \"zephyr,ipc-icbmsg\";"
        + "tx-region = <&to_app>; rx-region = <&to_net>; tx-blocks = <1>; rx-blocks = <2>; }; }; };";
    assertThat(Devicetree.parse(again).instance("ipc0").alignment()).isEqualTo(4);
  }

  @Test
  void aCompiledTreeHasNumbersForReferences() {
    final String text = FRAGMENT
        .replace("reg = <0x30010000 0x1000>;", "reg = < 0x30010000 0x1000 >; phandle = < 0x7 >;")
        .replace("<&to_net>", "< 0x7 >");
    assertThat(Devicetree.parse(text).instance("ipc0").txRegion().address()).isEqualTo(0x30010000);
    assertThatThrownBy(
            () -> Devicetree.parse(text.replace("< 0x7 >;\n   tx", "< 9 >;")).instance("ipc1"))
        .isInstanceOf(DevicetreeException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'(1 + 2 * 3)', 7",
    "'((1 + 2) * 3)', 9",
    "'(1 << 4 | 1)', 17",
    "'(0x100 >> 4)', 16",
    "'(7 % 4 - 1)', 2",
    "'(2 > 1 ? 5 : 6)', 5",
    "'(!0 && 1 == 1 || 0)', 1",
    "'(~0xFFFFFFF0)', 15",
    "'(-1 & 0x3f)', 63",
    "'(100 / 3 ^ 1)', 32",
    "'(2 >= 3) ', 0",
    "010, 8",
    "10UL, 10",
    "'''a''', 97",
    "'''\\n''', 10",
  })
  void numbersAreThoseOfC(final String cell, final int value) {
    final String text = FRAGMENT.replace("tx-blocks = <16>", "tx-blocks = <" + cell + ">");
    if (value == 0) {
      assertThatThrownBy(() -> Devicetree.parse(text).instance("ipc0"))
          .hasMessageContaining("tx-blocks must be 1 to 256, but is 0");
    } else {
      assertThat(Devicetree.parse(text).instance("ipc0").txBlocks()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<0x0 0x10000 0x400>, 65536, 1024",
    "<0x1 0x10000 0x0 0x400>, 4295032832, 1024",
  })
  void theCountOfCellsSaysWhatAnAddressIs(final String reg, final long address, final long size) {
    final String text = FRAGMENT.replace("<0x30010000 0x1000>", reg);
    assertThat(Devicetree.parse(text).instance("ipc0").txRegion())
        .isEqualTo(new AddressRange(address, size));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status = \"okay\" | status = \"disabled\" | 19 | is not in use: its status is \"disabled\"",
        "\"zephyr,ipc-icbmsg\" | \"zephyr,ipc-rpmsg\" | 11 | is [zephyr,ipc-rpmsg], but only",
        "compatible = | compatibel = | 10 | the node /ipc/ipc0 has no property compatible",
        "tx-region = | tx-regions = | 10 | the node /ipc/ipc0 has no property tx-region",
        "<&to_net>; | <&to_nat>; | 12 | tx-region is &to_nat, which is defined nowhere here",
        "<&to_net>; | <12>; | 12 | no node has the phandle 12: a region is named as <&label>",
        "<&to_net>; | <&to_net &to_app>; | 12 | tx-region must be one entry between angle brackets",
        "<&to_net>; | <&ipc0>; | 10 | the node /ipc/ipc0 has no property reg",
        "tx-blocks = <16> | tx-blocks = <0> | 14 | tx-blocks must be 1 to 256, but is 0",
        "tx-blocks = <16> | tx-blocks = <257> | 14 | tx-blocks must be 1 to 256, but is 257",
        "tx-blocks = <16> | tx-blocks = <BLOCKS> | 14 | made of BLOCKS, which only the C preprocessor",
        "tx-blocks = <16> | tx-blocks = <&ipc0> | 14 | tx-blocks must be a number, but is &ipc0",
        "tx-blocks = <16> | tx-blocks = \"16\" | 14 | must be one entry between angle brackets",
        "tx-blocks = <16> | tx-blocks = <(16 17)> | 14 | ')' is missing after an expression",
        "tx-blocks = <16> | tx-blocks = <(16 / 0)> | 14 | something is divided by zero",
        "tx-blocks = <16> | tx-blocks = <0x1FFFFFFFF> | 14 | more than a cell's 32 bits hold",
        "tx-blocks = <16> | tx-blocks = <16k> | 14 | 16k is not a number of up to 64 bits",
        "tx-blocks = <16> | tx-blocks = <16 | 14 | there is no '>' for the '<' here",
        "tx-blocks = <16>; | tx-blocks = <16> | 15 | ';' is missing after the property tx-blocks",
        "tx-blocks = <16>; | tx-blocks <16>; | 14 | after tx-blocks there must be '{', '=' or ';'",
        "<32> | <24> | 16 | dcache-alignment must be a power of two, 4 to 4096, but is 24",
        "<32>; | <4>; unbound = \"detect\"; | 16 | needs a dcache-alignment of 8 or more",
        "<32>; | <4>; unbound = \"maybe\"; | 16 | unbound must be \"disable\", \"enable\" or \"detect\"",
        "\"tx\", \"rx\" | \"tx\", \"tx\" | 18 | mbox-names must be \"tx\" and \"rx\", but is [tx, tx]",
        "0x30014000 0x0C00 | 0x30010800 0x0C00 | 13 | overlaps the tx-region",
        "<0x30014000 0x0C00> | <0x30014000> | 6 | must say an address and a size, but has 1 cells",
        "<0x30014000 0x0C00> | <0x30014000 0> | 6 | the rx-region cannot be used: there are no 0 bytes",
        "<0x30014000 0x0C00> | /bits/ 64 <1 2> | 6 | must say an address and a size, but has 0 cells",
        "reg = <0x30014000 0x0C00>; | reg; | 6 | must say an address and a size, but has 0 cells",
        "to_app: memory | to_net: memory | 5 | the label to_net belongs to",
        "ipc0: ipc0 { | ipc0: ipc0 | 11 | after ipc0 there must be '{', '=' or ';', there is 'c'",
        "ipc { | #ifdef FOO ipc { | 9 | #ifdef needs the C preprocessor",
        "ipc { | /* ipc { | 9 | the comment that begins here does not end",
        "status = \"okay\"; | status = \"okay; | 19 | what begins here with \" does not end",
        "ipc { | }; ipc { | 9 | this '}' ends nothing",
        "ipc { | compatible = \"x\"; ipc { | 9 | 'compatible' stands outside of all nodes",
        "ipc { | ipc { { | 9 | there must be the name of a property or a node, there is '{'",
        "ipc { | $ipc { | 9 | there must be the name of a property or a node, there is '$'",
        "reserved-memory { | reserved-memory { #address-cells = <3>; | 1 | must be 0 to 2 here, but is 3",
        "reserved-memory { | reserved-memory { #size-cells = <0>; | 3 | must say an address and a size",
      })
  void whatIsWrongIsSaidWithItsLine(
      final String from, final String to, final int line, final String sentence) {
    final String text = FRAGMENT.replace(from, to);
    assertThat(text).isNotEqualTo(FRAGMENT);
    assertThatExceptionOfType(DevicetreeException.class)
        .isThrownBy(() -> Devicetree.parse(text).instance("ipc0"))
        .satisfies(thrown -> assertThat(thrown.line()).as(thrown.getMessage()).isEqualTo(line))
        .withMessageStartingWith("line " + line + ": ")
        .withMessageContaining(sentence);
  }

  @Test
  void aRegionWithoutCellsIsSaidWhereTheirNumberIsKnown() {
    final String text = FRAGMENT
        .replace("reserved-memory {", "reserved-memory { #address-cells = <1>; #size-cells = <1>;")
        .replace("<0x30014000 0x0C00>", "/bits/ 64 <1 2>");
    assertThatThrownBy(() -> Devicetree.parse(text).instance("ipc0"))
        .hasMessage("line 6: reg of /reserved-memory/memory@30014000 has 0 cells, but must have 1"
            + " for an address and 1 for a size");
  }

  @Test
  void aNodeThatEndsNowhereIsNamed() {
    assertThatThrownBy(() -> Devicetree.parse("/ {\n soc {\n\n"))
        .hasMessage("line 2: there is no '}' for the '{' here, so that /soc never ends");
  }

  @Test
  void whoAsksForAnotherNodeIsToldWhichThereAre() {
    assertThatThrownBy(() -> Devicetree.parse(FRAGMENT).instance("ipc1"))
        .hasMessage("line 22: the text ends here and has no node ipc1; those of ICMsg and ICBMsg"
            + " are ipc0");
    assertThatThrownBy(
            () -> Devicetree.parse("/ { a { x {}; }; b { x@1 {}; }; };").instance("x"))
        .hasMessage("line 1: there are several nodes x: say /a/x or /b/x@1");
    assertThatThrownBy(() -> Devicetree.parse(FRAGMENT).instance("ipc0", Backend.ICMSG))
        .hasMessage("line 11: the node /ipc/ipc0 is zephyr,ipc-icbmsg, but zephyr,ipc-icmsg was"
            + " asked for");
  }

  @Test
  void blocksAreNothingForIcmsg() {
    assertThatThrownBy(
            () -> Devicetree.parse(FRAGMENT.replace("icbmsg", "icmsg")).instance("ipc0"))
        .hasMessageStartingWith("line 14: tx-blocks means nothing to zephyr,ipc-icmsg");
  }

  @Test
  void nestingHasAnEnd() {
    assertThatThrownBy(() -> Devicetree.parse("/ {" + "a {\n".repeat(1_000_000)))
        .hasMessage("line 65: nodes are nested more than 64 deep");
    assertThatThrownBy(() -> Devicetree.parse("/ { a = <" + "(".repeat(1_000_000)))
        .hasMessage("line 1: an expression is nested more than 64 deep");
    assertThatThrownBy(() -> Devicetree.parse("/ { a = <(" + "~".repeat(1_000_000)))
        .hasMessage("line 1: an expression is nested more than 64 deep");
    final StringBuilder ever = new StringBuilder("/ { n0: n { }; };\n");
    for (int i = 0; i < 100; i++) {
      ever.append("&n").append(i).append(" { n").append(i + 1).append(": n { }; };\n");
    }
    assertThatThrownBy(() -> Devicetree.parse(ever.toString()))
        .hasMessage("line 65: nodes are nested more than 64 deep");
  }

  @Test
  void filesThatAreNoneAreSaid(@TempDir final Path folder) throws IOException {
    assertThatThrownBy(() -> Devicetree.read(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read");
    final Path huge = folder.resolve("huge");
    Files.write(huge, new byte[5 * 1024 * 1024]);
    assertThatThrownBy(() -> Devicetree.read(huge))
        .hasMessage(huge + ":1: a text of more than 4194304 bytes is not read");
    assertThatThrownBy(Devicetree::read).isInstanceOf(IllegalArgumentException.class);
  }
}
