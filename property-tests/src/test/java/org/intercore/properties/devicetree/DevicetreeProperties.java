package org.intercore.properties.devicetree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.intercore.icmsg.devicetree.AddressRange;
import org.intercore.icmsg.devicetree.Devicetree;
import org.intercore.icmsg.devicetree.DevicetreeException;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.devicetree.IpcInstance.Backend;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/** Whatever a text is, it is an instance or a sentence with a line of that text, and soon. */
@Scaled
class DevicetreeProperties {
  private static final int LARGEST = 4 * 1024 * 1024;
  private static final String GOOD = """
      /dts-v1/;
      #include <board.dtsi>
      / {
        #address-cells = <1>;
        #size-cells = <1>;
        soc {
          #address-cells = <1>; #size-cells = <1>;
          ranges = <0x0 0x20000000 0x100000>;
          a: memory@0 { reg = <0x0 0x4000>; };
          b: b2: memory@4000 { reg = <(0x1000 * 4) DT_SIZE_K(16)>; };
        };
        ipc { // two nodes
          ipc0: ipc0 {
            compatible = "zephyr,ipc-icbmsg";
            tx-region = <&a>;
            rx-region = <&{/soc/memory@4000}>;
            tx-blocks = <16>;
            rx-blocks = <(2 ? 0x18 : 010)>;
            dcache-alignment = <32>; unbound = "enable";
            mboxes = <&mbox 0>, <&mbox 1>; mbox-names = "tx", "rx";
            bytes = [00 01]; status = "okay";
          };
        };
      };
      &ipc0 { tx-blocks = <20>; /delete-property/ bytes; };
      &mbox { status = "okay"; /* elsewhere */ };
      / { soc { /delete-node/ b3; }; };
      """;
  private static final List<String> PIECES = List.of(
      "/ {",
      "{",
      "}",
      "};",
      ";",
      "<",
      ">",
      "(",
      ")",
      "[",
      "]",
      "\"",
      "'",
      "/*",
      "*/",
      "//",
      "\\",
      "\n",
      "&",
      "&a",
      "&ipc0",
      "&{/soc/",
      "&{}",
      ":",
      "a:",
      "@",
      "@4000",
      "=",
      ",",
      "#",
      "#include",
      "#if 1\n",
      "#define X \\\n",
      "# 1 \"x\"\n",
      "/dts-v1/",
      "/plugin/",
      "/include/",
      "/bits/ 64",
      "/bits/",
      "/incbin/",
      "/memreserve/",
      "/delete-node/",
      "/delete-property/",
      "/omit-if-no-ref/",
      "ipc0",
      "reg",
      "ranges",
      "tx-region",
      "phandle",
      "status",
      "#address-cells = <2>;",
      "#size-cells = <0>;",
      "compatible",
      "0",
      "1",
      "-1",
      "0x",
      "0xffffffffffffffff",
      "99999999999999999999",
      "08",
      "DT_SIZE_K(",
      "DT_SIZE_M(4096)",
      "MACRO",
      "MACRO(",
      "?",
      "<<",
      ">>",
      "~",
      "!",
      "%",
      "/ 0",
      "||",
      "\0",
      "\u00e9",
      "\ud83d",
      "\t",
      "\r\n",
      " ");

  /** A place in the good text, and what is done there. */
  record Change(int at, int deleted, String inserted) {
    String of(final String text) {
      final int from = Math.min(at, text.length());
      final int to = Math.min(from + deleted, text.length());
      return text.substring(0, from) + inserted + text.substring(to);
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, GOOD.length()),
            Arbitraries.integers().between(0, 12),
            Arbitraries.of(PIECES).list().ofMaxSize(3).map(pieces -> String.join("", pieces)))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> String.join(" ", pieces));
  }

  @Example
  void theGoodTextIsAnInstance() {
    assertThat(Devicetree.parse(GOOD).instance("ipc0"))
        .isEqualTo(new IpcInstance(
            Backend.ICBMSG,
            new AddressRange(0x20000000, 0x4000),
            new AddressRange(0x20004000, 0x4000),
            20,
            24,
            32,
            "enable"));
  }

  @Property(tries = 10_000)
  void aTextThatSomebodySpoiltIsAnInstanceOrASentence(
      @ForAll("changes") final List<Change> changes) {
    String text = GOOD;
    for (final Change change : changes) {
      text = change.of(text);
    }
    instanceOrSentence(text);
  }

  @Property(tries = 4000)
  void piecesWithoutSenseAreASentence(@ForAll("soup") final String soup) {
    instanceOrSentence(soup);
    instanceOrSentence("/ { ipc0 { " + soup);
    instanceOrSentence("/ { ipc0: ipc0 { reg = <" + soup + ">; }; };");
  }

  @Property(tries = 2000)
  void anyCharactersAreASentence(@ForAll final String text) {
    instanceOrSentence(text);
  }

  private static void instanceOrSentence(final String text) {
    try {
      final IpcInstance instance = Devicetree.parse(text).instance("ipc0");
      assertThat(instance.txBlocks()).isBetween(0, 256);
      assertThat(instance.txRegion().size()).isPositive();
    } catch (final DevicetreeException e) {
      final long lines = text.chars().filter(c -> c == '\n').count() + 1;
      assertThat((long) e.line()).as(e.getMessage()).isBetween(1L, lines);
      assertThat(e.getMessage()).startsWith("line " + e.line() + ": ").hasSizeLessThan(500);
    }
  }

  /** Blanks and comments between any two words, numbers in any base, properties in any order. */
  @Property(tries = 500)
  void theFormOfATextDoesNotMatter(
      @ForAll final long seed,
      @ForAll("addresses") final long address,
      @ForAll("addresses") final long size) {
    final SplittableRandom random = new SplittableRandom(seed);
    final int txBlocks = random.nextInt(1, 257);
    final int rxBlocks = random.nextInt(1, 257);
    final int alignment = 1 << random.nextInt(2, 13);
    final long end = address + size;
    final List<String> properties = shuffled(
        random,
        List.of(
            "compatible = \"x,y\" , \"zephyr,ipc-icbmsg\" ;",
            "tx-region = < &tx > ;",
            "rx-region = < &rx > ;",
            "tx-blocks = < " + number(random, txBlocks) + " > ;",
            "rx-blocks = < " + number(random, rxBlocks) + " > ;",
            "dcache-alignment = < " + number(random, alignment) + " > ;"));
    final String text = "/ { #address-cells = < 2 > ; #size-cells = < 2 > ; tx : m@1 { reg = < "
        + wide(random, address) + wide(random, size) + " > ; } ; rx : m@2 { reg = < "
        + wide(random, end) + wide(random, size) + " > ; } ; n : ipc0 { "
        + String.join(" ", properties) + " } ; } ;";
    assertThat(Devicetree.parse(spread(random, text)).instance("n"))
        .as(text)
        .isEqualTo(new IpcInstance(
            Backend.ICBMSG,
            new AddressRange(address, size),
            new AddressRange(end, size),
            txBlocks,
            rxBlocks,
            alignment,
            "disable"));
  }

  @Provide
  Arbitrary<Long> addresses() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE / 4);
  }

  private static List<String> shuffled(final SplittableRandom random, final List<String> list) {
    final List<String> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    return shuffled;
  }

  private static String wide(final SplittableRandom random, final long number) {
    return number(random, number >>> 32) + " " + number(random, number & 0xFFFF_FFFFL) + " ";
  }

  private static String number(final SplittableRandom random, final long number) {
    return switch (random.nextInt(5)) {
      case 0 -> Long.toString(number);
      case 1 -> "0x" + Long.toHexString(number);
      case 2 -> "0X" + Long.toHexString(number).toUpperCase(Locale.ROOT) + "UL";
      case 3 -> "0" + Long.toOctalString(number);
      default -> {
        final long part = random.nextLong(number + 1);
        yield "( " + part + " + " + number(random, number - part) + " )";
      }
    };
  }

  /** The same words with other blanks between them. */
  private static String spread(final SplittableRandom random, final String text) {
    final StringBuilder spread = new StringBuilder();
    for (final String word : text.split(" ")) {
      spread
          .append(word)
          .append(
              switch (random.nextInt(6)) {
                case 0 -> " // { \" '\n";
                case 1 -> " /* } ; \n \" */";
                case 2 -> "\n#include <x>\n";
                case 3 -> "\r\n\t";
                default -> " ";
              });
    }
    return spread.toString();
  }

  /** As large as a text may be, and of one piece again and again. */
  @Example
  void textsOfAnySizeEnd() {
    Watchdog.guard("large devicetrees", () -> {
      for (final String piece : PIECES) {
        instanceOrSentence((piece + " ").repeat(20_000));
      }
      repeated("/ { ", "a { }; ");
      repeated("/ { ", "a = <1>; ");
      repeated("/ { a = <(1 ", "+ 1 ");
      repeated("/ { a = <(1 ", "? 1 : 1 ");
      repeated("/ { a = ", "<1>, ");
      repeated("", "&a { b: b {}; /delete-node/ b; }; /delete-node/ &a; ");
      repeated("/ { ", "a: a { }; /delete-node/ &a; ");
      repeated("/ { a { b { ", "c { }; }; }; }; / { a { b { ");
      numbered("&l%d { }; ", "/delete-node/ &l%d; ");
      numbered("n%d { }; ", "&{/n%d} { }; ");
      numbered("l%d: n%d { p = <&l%d>; }; ", "/delete-node/ &l%d; ");
    });
  }

  private static void repeated(final String head, final String piece) {
    instanceOrSentence(head + piece.repeat((LARGEST / 4 - head.length()) / piece.length()));
  }

  private static void numbered(final String first, final String second) {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < LARGEST / 2 - 100; i++) {
      text.append(first.replace("%d", Integer.toString(i)));
    }
    for (int i = 0; text.length() < LARGEST - 100; i++) {
      text.append(second.replace("%d", Integer.toString(i)));
    }
    instanceOrSentence(text.toString());
  }
}
