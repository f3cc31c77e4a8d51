package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of the specification and of the field, written by hand. */
class WireBytesTest {
  /** Two buffers each way of 64 bytes, so that the whole region can be written down. */
  private static final RpmsgConfig TINY = new RpmsgConfig(2, 64, 64, false, true);

  private static final int VRING_0 = 0x40;
  private static final int AVAIL_0 = 0x60;
  private static final int USED_0 = 0x80;
  private static final int VRING_1 = 0xC0;
  private static final int AVAIL_1 = 0xE0;
  private static final int USED_1 = 0x100;
  private static final int BUFFERS_0 = 0x140;
  private static final int BUFFERS_1 = 0x1C0;

  @ParameterizedTest
  @CsvSource({
    // descriptors, alignment, avail, used_event, used, avail_event, length
    "    4,   64,    64,    76,   128,    164,    166",
    "    1,    4,    16,    22,    24,     36,     38",
    // What vring_size(256, 4096) of Linux and OpenAMP gives.
    "  256, 4096,  4096,  4612,  8192,  10244,  10246",
    "32768,  128, 524288, 589828, 589952, 852100, 852102",
  })
  void eachPartOfAVringLiesWhereTheSpecificationHasIt(
      final int descriptors,
      final int alignment,
      final int avail,
      final int usedEvent,
      final int used,
      final int availEvent,
      final int length) {
    final VringLayout layout = new VringLayout(descriptors, alignment);
    assertEquals(avail, layout.availOffset());
    assertEquals(usedEvent, layout.usedEventOffset());
    assertEquals(used, layout.usedOffset());
    assertEquals(availEvent, layout.availEventOffset());
    assertEquals(length, layout.length());
  }

  /** The formula of docs/rpmsg.md. */
  @Test
  void theFootprintIsAsDocumented() {
    assertEquals(276_096, RpmsgConfig.defaults().regionLength());
    assertEquals(290_816, RpmsgConfig.defaults().withAlignment(4096).regionLength());
  }

  @Test
  void whatCannotBeIsRefusedWithItsValue() {
    for (final int descriptors : new int[] {0, -1, 3, 65536, Integer.MIN_VALUE}) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> new VringLayout(descriptors, 64))
              .getMessage()
              .contains(String.valueOf(descriptors)));
    }
    assertThrows(IllegalArgumentException.class, () -> new VringLayout(4, 3));
    for (final int size : new int[] {0, 56, 65, 65544}) {
      assertThrows(
          IllegalArgumentException.class, () -> RpmsgConfig.defaults().withBufferSize(size));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> RpmsgConfig.defaults().withBuffers(32768).withBufferSize(65536));
  }

  @Test
  void theRegionIsLaidOutAsDrawn() {
    final AtomicBuffer memory = Sides.memory(TINY);
    assertEquals(0x240, TINY.regionLength());
    RpmsgDevice.create(memory, RpmsgRole.DRIVER, TINY);
    assertBytes(
        memory,
        0,
        // id, notifyid, dfeatures, gfeatures, config_len; status, vrings
        "07000000 00000000 01000000 01000000 00000000 07 02 0000"
            // vring 0 and 1: da, align, num, notifyid, pa
            + "40000000 40000000 02000000 00000000 00000000"
            + "C0000000 40000000 02000000 01000000 00000000");
    // vring 0: the device writes into buffers at 0x140 and 0x180, and has both.
    assertBytes(
        memory,
        VRING_0,
        "4001000000000000 40000000 0200 0000" + "8001000000000000 40000000 0200 0000");
    // flags NO_INTERRUPT (the driver polls), idx 2, ring 0 1, used_event
    assertBytes(memory, AVAIL_0, "0100 0200 0000 0100 0000");
    assertBytes(memory, USED_0, "0000 0000 0000000000000000 0000000000000000 0000");
    // vring 1: the device reads from buffers at 0x1C0 and 0x200, and has none.
    assertBytes(
        memory,
        VRING_1,
        "C001000000000000 40000000 0000 0000" + "0002000000000000 40000000 0000 0000");
    assertBytes(memory, AVAIL_1, "0100 0000 0000 0000 0000");
    assertBytes(memory, USED_1, "0000 0000 0000000000000000 0000000000000000 0000");
  }

  @Test
  void theDeviceWritesNothingButItsFlagsWhenItStarts() {
    final Sides sides = Sides.of(TINY);
    assertBytes(sides.memory(), AVAIL_0, "0100 0200 0000 0100 0000");
    assertBytes(sides.memory(), USED_0, "0100 0000 0000000000000000 0000000000000000 0000");
    assertBytes(sides.memory(), USED_1, "0100 0000 0000000000000000 0000000000000000 0000");
  }

  @Test
  void aMessageToTheDeviceIsMadeAvailableAndThenUsed() {
    final Sides sides = Sides.of(TINY);
    final RpmsgEndpoint near =
        sides.driver().createEndpoint(0x11223344, 0x55667788, WireBytesTest::ignore);
    sides.device().createEndpoint(0x55667788, RpmsgEndpoint.ANY, WireBytesTest::ignore);
    assertEquals(3, near.trySend(bytes("010203"), 0, 3));
    // src, dst, reserved, len, flags, payload, and what was there before
    assertBytes(sides.memory(), BUFFERS_1, "44332211 88776655 00000000 0300 0000 010203 EEEEEE");
    assertBytes(sides.memory(), AVAIL_1, "0100 0100 0000 0000 0000");
    assertBytes(sides.memory(), USED_1, "0100 0000 0000000000000000 0000000000000000 0000");
    assertEquals(1, sides.device().poll());
    // idx 1; id 0, len 0: the device has written nothing
    assertBytes(sides.memory(), USED_1, "0100 0100 0000000000000000 0000000000000000 0000");
    assertEquals(0, near.trySend(bytes(""), 0, 0));
    assertBytes(sides.memory(), BUFFERS_1 + 64, "44332211 88776655 00000000 0000 0000 EE");
    assertBytes(sides.memory(), AVAIL_1, "0100 0200 0000 0100 0000");
    assertEquals(1, sides.device().poll());
    assertBytes(sides.memory(), USED_1, "0100 0200 0000000000000000 0100000000000000 0000");
  }

  @Test
  void aMessageToTheDriverIsUsedAndThenMadeAvailable() {
    final Sides sides = Sides.of(TINY);
    final RpmsgEndpoint far = sides.device().createEndpoint(7, 0x400, WireBytesTest::ignore);
    sides.driver().createEndpoint(0x400, 7, WireBytesTest::ignore);
    assertEquals(2, far.trySend(bytes("AABB"), 0, 2));
    assertBytes(sides.memory(), BUFFERS_0, "07000000 00040000 00000000 0200 0000 AABB EE");
    // idx 1; id 0, header and payload
    assertBytes(sides.memory(), USED_0, "0100 0100 0000000012000000 0000000000000000 0000");
    assertBytes(sides.memory(), AVAIL_0, "0100 0200 0000 0100 0000");
    assertEquals(1, sides.driver().poll());
    assertBytes(sides.memory(), AVAIL_0, "0100 0300 0000 0100 0000");
  }

  @Test
  void anEndpointIsAnnouncedWithItsNameAddressAndFlag() {
    final Sides sides = Sides.of(TINY.withBufferSize(128));
    final int buffers = new RpmsgLayout(TINY.withBufferSize(128)).buffersOffset(0);
    final RpmsgEndpoint endpoint =
        sides.device().createEndpoint("rpmsg-client-sample", WireBytesTest::ignore);
    assertEquals(1024, endpoint.address());
    final String name =
        HexFormat.of().formatHex("rpmsg-client-sample".getBytes(StandardCharsets.US_ASCII))
            + "00000000000000000000000000";
    assertBytes(
        sides.memory(),
        buffers,
        "00040000 35000000 00000000 2800 0000" + name + "00040000 00000000 EE");
    endpoint.destroy();
    assertBytes(
        sides.memory(),
        buffers + 128,
        "00040000 35000000 00000000 2800 0000" + name + "00040000 01000000 EE");
  }

  @Test
  void eventIndicesLieBehindTheRings() {
    final Sides sides = Sides.of(new RpmsgConfig(2, 64, 64, true, true));
    // Not armed: so far back (-3) that nothing comes past it.
    assertBytes(sides.memory(), AVAIL_0, "0000 0200 0000 0100 FDFF");
    assertBytes(sides.memory(), USED_1, "0000 0000 0000000000000000 0000000000000000 FDFF");
    assertTrue(sides.driver().arm());
    assertTrue(sides.device().arm());
    assertBytes(sides.memory(), AVAIL_0, "0000 0200 0000 0100 0000");
    assertBytes(sides.memory(), USED_1, "0000 0000 0000000000000000 0000000000000000 0000");
    assertBytes(sides.memory(), 8, "01000020 01000020");
  }

  @Test
  void theLeastAlignmentOfTheSpecificationWorks() {
    final Sides sides = Sides.of(new RpmsgConfig(4, 64, 4, false, true));
    final RpmsgEndpoint near = sides.driver().createEndpoint(1, 2, WireBytesTest::ignore);
    final RpmsgEndpoint far = sides.device().createEndpoint(2, 1, WireBytesTest::ignore);
    for (int i = 0; i < 100; i++) {
      assertEquals(1, near.trySend(bytes("01"), 0, 1));
      assertEquals(1, far.trySend(bytes("02"), 0, 1));
      assertEquals(1, sides.driver().poll());
      assertEquals(1, sides.device().poll());
    }
  }

  @Test
  void aDeviceIsToldWhatTheDriverHasLaidOut() {
    final RpmsgConfig larger = TINY.withBufferSize(120);
    final AtomicBuffer memory = Sides.memory(larger);
    memory.setMemory(0, memory.capacity(), (byte) 0);
    assertThrows(
        IllegalStateException.class, () -> RpmsgDevice.create(memory, RpmsgRole.DEVICE, TINY));
    RpmsgDevice.create(memory, RpmsgRole.DRIVER, TINY);
    final IllegalStateException e = assertThrows(
        IllegalStateException.class, () -> RpmsgDevice.create(memory, RpmsgRole.DEVICE, larger));
    assertTrue(e.getMessage().contains("64, not 120"), e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> RpmsgDevice.create(memory, RpmsgRole.DEVICE, TINY.withBuffers(1)));
    assertThrows(
        IllegalStateException.class,
        () -> RpmsgDevice.create(memory, RpmsgRole.DEVICE, TINY.withEventIndex(true)));
  }

  private static void ignore(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {}

  private static AtomicBuffer bytes(final String hex) {
    final byte[] bytes = HexFormat.of().parseHex(hex);
    final AtomicBuffer buffer = Buffers.allocate(bytes.length);
    buffer.putBytes(0, bytes);
    return buffer;
  }

  private static void assertBytes(
      final AtomicBuffer memory, final int offset, final String expected) {
    final String hex = expected.replace(" ", "").toUpperCase();
    final byte[] actual = new byte[hex.length() / 2];
    memory.getBytes(offset, actual);
    assertEquals(hex, HexFormat.of().withUpperCase().formatHex(actual));
  }
}
