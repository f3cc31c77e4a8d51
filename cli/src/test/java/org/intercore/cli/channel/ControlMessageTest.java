package org.intercore.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.cli.channel.ControlMessage.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessageTest {
  @Test
  void standsInMemoryAsDrawn() {
    final ControlMessage message =
        new ControlMessage(Kind.END, new long[] {0x0102, -1}, new byte[] {0x55, 0x66}, "ü");
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[message.length()]);
    message.encode(buffer);
    assertThat(HexFormat.of().formatHex(buffer.byteArray()))
        .isEqualTo("03020200" + "0201000000000000" + "ffffffffffffffff" + "5566" + "c3bc");
    assertThat(ControlMessage.decode(buffer, buffer.capacity())).isEqualTo(message);
  }

  @Test
  void readsWhatIsLeftOutAsZero() {
    assertThat(ControlMessage.of(Kind.STORED, "").number(3)).isZero();
  }

  @Test
  void cutsOnlyTheTextAndOnlyIfItMust() {
    final ControlMessage message = ControlMessage.of(Kind.FAILED, "üü", 1);
    assertThat(message.cutTo(16)).isSameAs(message);
    assertThat(message.cutTo(15)).isEqualTo(ControlMessage.of(Kind.FAILED, "ü", 1));
    assertThat(message.cutTo(3)).isEqualTo(ControlMessage.of(Kind.FAILED, "", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "000000", "ff000000", "09000000", "0001000000", "0000ff00aa"})
  void refusesWhatThePeerMayNotSay(final String hex) {
    final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> ControlMessage.decode(buffer, buffer.capacity()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
