package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.golden.Recording.Step;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.UnboundReason;

/** Plays one recording, step by step, with one or both of its sides ours. */
final class IcmsgPlay {
  private static final int SHOWN_BYTES = 64;

  private final Recording recording;
  private final Map<Party, SharedRegion> regions = new EnumMap<>(Party.class);
  private final Map<Party, Ours> ours = new EnumMap<>(Party.class);
  private final List<String> events = new ArrayList<>();
  private int writeIndexAt;
  private int wrapMessages;
  private Step before;

  IcmsgPlay(final Recording recording, final Party... sides) {
    this.recording = recording;
    final int size = recording.number("region_size");
    final int skip = recording.number("region_skip");
    final SharedMemory memory = SharedMemory.allocate(4 * SharedMemory.PAGE_SIZE);
    regions.put(Party.FOLLOWER, memory.region(skip, size));
    regions.put(Party.INITIATOR, memory.region(2 * SharedMemory.PAGE_SIZE + skip, size));
    writeIndexAt = recording.layout(Party.INITIATOR, "tx").number("wr_idx_offset");
    for (final Party side : sides) {
      ours.put(side, new Ours(side));
    }
  }

  /** One side that is ours. A ring that comes while it is not open is lost. */
  private final class Ours implements LinkHandler {
    final Party side;
    final IcmsgLink link;
    boolean rung;
    boolean open;

    Ours(final Party side) {
      this.side = side;
      final RegionPair pair = RegionPair.of(regions.get(side), regions.get(side.other()));
      this.link = IcmsgLink.create(
          IcmsgConfig.regions(pair)
              .alignment(recording.number("dcache_alignment"))
              .unbound(UnboundMode.valueOf(recording.unbound(side).toUpperCase(Locale.ROOT)))
              .bondRepeat(Duration.ofDays(1))
              .doorbell(new CountingDoorbell(() -> ring(side.other()))),
          this);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      final byte[] shown = new byte[Math.min(length, SHOWN_BYTES)];
      buffer.getBytes(offset, shown);
      events.add(side + ": received len=" + length + " data=" + HexFormat.of().formatHex(shown)
          + (length > SHOWN_BYTES ? "..." : ""));
    }

    @Override
    public void onBound() {
      events.add(side + ": bound");
    }

    @Override
    public void onUnbound(final UnboundReason reason) {
      events.add(side + ": unbound");
    }

    int open() {
      if (open && recording.unbound(side).equals("detect")) {
        link.close(); // the recorded implementation starts over by itself here
      }
      open = true;
      return link.open();
    }

    int close() {
      open = false;
      rung = false;
      link.close();
      return 0;
    }

    int send(final byte[] payload) {
      final AtomicBuffer buffer = Buffers.allocate(payload.length);
      buffer.putBytes(0, payload);
      return link.send(buffer, 0, payload.length);
    }

    int pollIfRung() {
      if (!rung) {
        return 0;
      }
      rung = false;
      link.poll(Integer.MAX_VALUE);
      return 1;
    }
  }

  private void ring(final Party side) {
    final Ours party = ours.get(side);
    if (party != null && party.open) {
      party.rung = true;
    }
  }

  void run() {
    for (final Step step : recording.steps()) {
      events.clear();
      final String operation = step.operation();
      if (operation.startsWith("message ")) {
        passUpTo(step, Integer.parseInt(operation.split(" ")[1]));
      } else if (ours.containsKey(step.actor())) {
        act(ours.get(step.actor()), step);
      } else {
        copyWhatChanged(step);
      }
      check(step);
      before = step;
    }
  }

  private void act(final Ours actor, final Step step) {
    final String operation = step.operation();
    if (operation.equals("poll doorbell, run work")) {
      if (ours.size() == 1) {
        actor.rung = step.result() == 1; // the recorded side's rings
      }
      assertThat(actor.pollIfRung()).as(step.toString()).isEqualTo(step.result());
    } else if (operation.equals("poll")) {
      // As above, but the result was not recorded.
      actor.rung = ours.size() == 1 ? !step.events().isEmpty() : actor.rung;
      actor.pollIfRung();
    } else if (!operation.equals("nothing yet")) {
      assertThat(call(actor, operation))
          .as(step.toString())
          .isEqualTo(KnownDifferences.result(recording, step));
    }
  }

  private int call(final Ours actor, final String operation) {
    final String[] words = operation.split("[ ;]+");
    if (operation.equals("register_endpoint (icmsg_open)")) {
      return actor.open();
    }
    if (operation.equals("deregister_endpoint (icmsg_close)")) {
      return actor.close();
    }
    if (operation.equals("send of length 0")) {
      return actor.send(new byte[0]);
    }
    if (operation.endsWith(" bytes, byte i = i & 0xff")) {
      final byte[] payload = new byte[Integer.parseInt(words[1])];
      for (int i = 0; i < payload.length; i++) {
        payload[i] = (byte) i;
      }
      return actor.send(payload);
    }
    final byte[] payload = HexFormat.of().parseHex(words[1]);
    if (operation.contains(" again and again; call ")) {
      final int refused = Integer.parseInt(words[6]);
      for (int i = 1; i < refused; i++) {
        assertThat(actor.send(payload)).as("call %d", i).isEqualTo(payload.length);
      }
      final int result = actor.send(payload);
      ring(actor.side.other()); // the recorded driver rang here by itself
      return result;
    }
    assertThat(words).as("an operation of one send").hasSize(2);
    return actor.send(payload);
  }

  /** Messages with a running number; each but the last is received, the last of an earlier step too. */
  private void passUpTo(final Step step, final int last) {
    final Party sender = step.actor();
    for (; wrapMessages <= last; wrapMessages++) {
      if (wrapMessages > 0) {
        receive(sender.other(), wrapMessages - 1);
      }
      final byte[] payload = {(byte) (wrapMessages >> 8), (byte) wrapMessages, 3, 4, 5, 6, 7};
      if (ours.containsKey(sender)) {
        assertThat(ours.get(sender).send(payload)).isEqualTo(step.result());
      } else {
        writeAsRecorded(regions.get(sender).buffer(), payload);
      }
    }
    events.clear();
  }

  private void receive(final Party receiver, final int number) {
    if (ours.containsKey(receiver)) {
      events.clear();
      ours.get(receiver).link.poll(Integer.MAX_VALUE);
      assertThat(events)
          .containsExactly(
              String.format("%s: received len=7 data=%04x0304050607", receiver, number));
    } else {
      final AtomicBuffer region = regions.get(receiver.other()).buffer();
      region.putInt(0, region.getInt(writeIndexAt));
    }
  }

  /** A packet by a writer that shares no code with ours. */
  private void writeAsRecorded(final AtomicBuffer region, final byte[] payload) {
    final int dataAt = writeIndexAt + 4;
    final int dataLength = region.capacity() - dataAt;
    final byte[] packet = new byte[4 + payload.length];
    packet[1] = (byte) payload.length;
    System.arraycopy(payload, 0, packet, 4, payload.length);
    int index = region.getByte(writeIndexAt) & 0xFF;
    for (int i = 0; i < packet.length; i++) {
      region.putByte(dataAt + (index + i) % dataLength, packet[i]);
    }
    index = (index + (packet.length + 3) / 4 * 4) % dataLength;
    region.putByte(writeIndexAt, (byte) index);
  }

  /** What the recorded side wrote in this step, wherever it may write. */
  private void copyWhatChanged(final Step step) {
    for (final Party sender : Party.values()) {
      final byte[] now = step.region(sender);
      final byte[] then = before == null ? new byte[now.length] : before.region(sender);
      for (int i = 0; i < now.length; i++) {
        if (now[i] != then[i]) {
          regions.get(sender).buffer().putByte(i, now[i]);
        }
      }
    }
  }

  private void check(final Step step) {
    for (final Party sender : Party.values()) {
      final byte[] region = new byte[regions.get(sender).length()];
      regions.get(sender).buffer().getBytes(0, region);
      final byte[] expected = ours.containsKey(sender.other())
          ? KnownDifferences.readByOurs(recording, step, sender)
          : step.region(sender);
      assertThat(HexFormat.of().formatHex(region))
          .as("%s, the region of the %s", step, sender)
          .isEqualTo(HexFormat.of().formatHex(expected));
    }
    assertThat(events)
        .as(step.toString())
        .isEqualTo(step.events().stream()
            .filter(event -> ours.keySet().stream().anyMatch(side -> event.startsWith(side + ":")))
            .toList());
    for (final Ours side : ours.values()) {
      if (side.open && !recording.unbound(side.side).equals("disable")) {
        final AtomicBuffer word = regions.get(side.side.other()).buffer();
        assertThat(List.of((int) word.getShort(4), (int) word.getShort(6)))
            .as("%s, the session of the %s", step, side.side)
            .isEqualTo(step.session(side.side));
      }
    }
  }
}
