package org.intercore.icbmsg.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.intercore.icbmsg.Bytes;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlMessageTest {

  @Test
  void theTypesHaveTheNumbersOfTheWire() {
    assertThat(ControlMessage.DATA).isEqualTo(0);
    assertThat(ControlMessage.RELEASE_DATA).isEqualTo(1);
    assertThat(ControlMessage.BOUND).isEqualTo(2);
    assertThat(ControlMessage.RELEASE_BOUND).isEqualTo(3);
    assertThat(ControlMessage.LENGTH).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "000000, 0, 0, 0",
    "010203, 1, 2, 3",
    "02fe00, 2, 254, 0",
    "0300ff, 3, 0, 255",
    "7fffff, 127, 255, 255",
    "80ff80, 128, 255, 128",
    "ffffff, 255, 255, 255",
  })
  void allThreeBytesAreUnsigned(
      final String bytes, final int type, final int endpoint, final int block) {
    final long event = ControlMessage.read(Bytes.of(HexFormat.of().parseHex("77" + bytes)), 1);

    assertThat(ControlMessage.type(event)).isEqualTo(type);
    assertThat(ControlMessage.endpoint(event)).isEqualTo(endpoint);
    assertThat(ControlMessage.block(event)).isEqualTo(block);
  }

  @Test
  void anEventHasRoomForMoreThanTheWire() {
    final long event = ControlMessage.event(3, 0xABCDEF, 0x12345678);
    assertThat(event).isEqualTo(0x03ABCDEF_12345678L);
    assertThat(ControlMessage.type(event)).isEqualTo(3);
    assertThat(ControlMessage.endpoint(event)).isEqualTo(0xABCDEF);
    assertThat(ControlMessage.block(event)).isEqualTo(0x12345678);
    assertThat(ControlMessage.event(127, 0xFFFFFF, -1)).isNotNegative();
  }

  @Test
  void theReceiverCountsWhatIsTooShortAndIgnoresWhatALaterProtocolAdds() {
    final List<String> seen = new ArrayList<>();
    final ControlReceiver receiver = new ControlReceiver(
        new ControlHandler() {
          @Override
          public void onControl(final long event) {
            seen.add(Long.toHexString(event));
          }

          @Override
          public void onLinkBound() {
            seen.add("bound");
          }

          @Override
          public void onLinkUnbound(final UnboundReason reason) {
            seen.add("unbound " + reason);
          }
        },
        (fault, value) -> seen.add(fault.name() + " " + value));

    receiver.onMessage(Bytes.of(new byte[] {1}), 0, 1);
    receiver.onMessage(Bytes.of(new byte[] {1, 2}), 0, 2);
    receiver.onMessage(Bytes.of(new byte[] {1, 2, 3}), 0, 3);
    receiver.onMessage(Bytes.of(new byte[] {9, 1, 2, 4, 5, 6, 7}), 1, 6);
    receiver.onBound();
    receiver.onUnbound(UnboundReason.PEER_CLOSED);

    assertThat(seen)
        .containsExactly(
            "CONTROL_TOO_SHORT 1",
            "CONTROL_TOO_SHORT 2",
            "100000200000003",
            "100000200000004",
            "bound",
            "unbound PEER_CLOSED");
  }
}
