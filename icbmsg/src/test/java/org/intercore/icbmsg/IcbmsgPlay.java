package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.golden.Recording.Step;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;

/** Plays one recording, step by step, with one or both of its sides ours. */
final class IcbmsgPlay {
  private static final int SHOWN_BYTES = 64;
  private static final int SENT_NOCOPY = 3;

  private final Recording recording;
  private final Map<Party, SharedRegion> regions = new EnumMap<>(Party.class);
  private final Map<Party, RecordedRegion> recorded = new EnumMap<>(Party.class);
  private final Map<Party, Ours> ours = new EnumMap<>(Party.class);
  private final List<String> events = new ArrayList<>();

  IcbmsgPlay(final Recording recording, final Party... sides) {
    this.recording = recording;
    final int size = recording.number("region_size");
    final int skip = recording.number("region_skip");
    final SharedMemory memory = SharedMemory.allocate(4 * SharedMemory.PAGE_SIZE);
    // The initiator's rx-region lies at the lower address.
    regions.put(Party.FOLLOWER, memory.region(skip, size));
    regions.put(Party.INITIATOR, memory.region(2 * SharedMemory.PAGE_SIZE + skip, size));
    for (final Party side : Party.values()) {
      recorded.put(side, new RecordedRegion(recording, side));
    }
    for (final Party side : sides) {
      ours.put(side, new Ours(side));
    }
  }

  /** One side that is ours. A ring that comes while it is not open is lost. */
  private final class Ours implements EndpointHandler, Doorbell {
    final Party side;
    Icbmsg instance;
    Endpoint endpoint;
    boolean rung;
    boolean hold;
    long held;
    long claimed;

    Ours(final Party side) {
      this.side = side;
    }

    @Override
    public void ring() {
      final Ours other = ours.get(side.other());
      if (other != null && other.instance != null) {
        other.rung = true;
      }
    }

    @Override
    public boolean await(final BooleanSupplier ready, final long timeoutNs) {
      return ready.getAsBoolean();
    }

    @Override
    public void onMessage(
        final Endpoint at,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      final byte[] shown = new byte[Math.min(length, SHOWN_BYTES)];
      buffer.getBytes(offset, shown);
      events.add(side + ": received len=" + length + " data=" + HexFormat.of().formatHex(shown)
          + (length > SHOWN_BYTES ? "..." : ""));
      if (hold) {
        at.hold(rxToken);
        held = rxToken;
        events.add(side + ": hold_rx_buffer -> 0");
      }
    }

    @Override
    public void onBound(final Endpoint at) {
      events.add(side + ": bound");
    }

    void open() {
      final boolean initiator = side == Party.INITIATOR;
      instance = Icbmsg.open(
          IcbmsgConfig.regions(RegionPair.of(regions.get(side), regions.get(side.other())))
              .txBlocks(recording.number(side + "_tx_blocks"))
              .rxBlocks(recording.number(side.other() + "_tx_blocks"))
              .alignment(recording.number("dcache_alignment"))
              .wordSize(recording.number("word_size"))
              .bondRepeat(Duration.ofDays(1))
              .linger(Duration.ZERO)
              .doorbell(this)
              .faultHandler((fault, value) -> events.add(side + ": " + fault.describe(value))));
      assertThat(instance.role()).isEqualTo(initiator ? Role.INITIATOR : Role.FOLLOWER);
    }

    int workIfRung() {
      if (!rung) {
        return 0;
      }
      rung = false;
      instance.doWork();
      return 1;
    }

    int send(final byte[] payload) {
      return endpoint.send(Bytes.of(payload), 0, payload.length);
    }
  }

  void run() {
    for (final Step step : recording.steps()) {
      events.clear();
      final Ours actor = ours.get(step.actor());
      if (step.operation().startsWith("message ")) {
        passUpTo(step, Integer.parseInt(step.operation().split(" ")[1]));
      } else if (step.operation().equals("poll both")) {
        pollBoth(step);
      } else if (actor != null) {
        act(actor, step);
      } else {
        copyFrom(step, step.actor());
      }
      check(step);
    }
    for (final Ours side : ours.values()) {
      assertThat(side.instance.faults().snapshot()).isEmpty();
      side.instance.close();
    }
  }

  private void act(final Ours actor, final Step step) {
    final String operation = step.operation();
    final String[] words = operation.split("[ ,]+");
    actor.hold = step.events().contains(actor.side + ": hold_rx_buffer -> 0");
    int result = 0;
    switch (words[0]) {
      case "nothing" -> {
        return;
      }
      case "open_instance" -> actor.open();
      case "register_endpoint" -> {
        actor.endpoint = actor.instance.register(words[1], actor);
        actor.instance.doWork();
      }
      case "poll" -> {
        if (ours.size() == 1) {
          actor.rung = step.result() == 1; // the recorded side's rings
        }
        result = actor.workIfRung();
      }
      case "send" -> result = actor.send(payload(words));
      case "get_tx_buffer" -> {
        // get_tx_buffer size 320 -> size 320
        actor.claimed = actor.endpoint.claim(Integer.parseInt(words[2]), 0);
        assertThat(actor.endpoint.capacity(actor.claimed)).isEqualTo(Integer.parseInt(words[5]));
      }
      case "drop_tx_buffer" -> actor.endpoint.drop(actor.claimed);
      case "write" -> {
        // write 736872756e6b, send_nocopy len 6
        final int length = Integer.parseInt(words[4]);
        actor
            .endpoint
            .txRegion()
            .buffer()
            .putBytes(
                actor.endpoint.txPayloadOffset(actor.claimed), HexFormat.of().parseHex(words[1]));
        assertThat(actor.endpoint.send(actor.claimed, length)).isEqualTo(length);
        result = SENT_NOCOPY; // as recorded; ours answers with the length
      }
      case "release_rx_buffer" -> actor.endpoint.release(actor.held);
      default -> throw new AssertionError("unknown: " + step);
    }
    assertThat(result).as(step.toString()).isEqualTo(step.result());
  }

  private static byte[] payload(final String[] words) {
    if (words.length == 2) {
      return HexFormat.of().parseHex(words[1]); // send 68656c6c6f
    }
    // send 105 bytes, byte i = i & 0xff
    assertThat(words[2]).isEqualTo("bytes");
    final byte[] payload = new byte[Integer.parseInt(words[1])];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    return payload;
  }

  /** Messages with a running number; each but the last is received, and its release too. */
  private void passUpTo(final Step step, final int last) {
    final Party sender = step.actor();
    for (int number = 0; number <= last; number++) {
      final byte[] payload = {(byte) (number >> 8), (byte) number};
      if (ours.containsKey(sender)) {
        assertThat(ours.get(sender).send(payload)).isEqualTo(step.result());
      } else {
        recorded.get(sender).writeData(memory(sender), 0, payload);
      }
      if (number < last) {
        pump(sender, number);
      }
    }
    events.clear();
  }

  private void pump(final Party sender, final int number) {
    final Party receiver = sender.other();
    if (ours.containsKey(receiver)) {
      events.clear();
      ours.get(receiver).instance.doWork();
      assertThat(events)
          .containsExactly(String.format("%s: received len=2 data=%04x", receiver, number));
    } else {
      memory(sender).putInt(0, recorded.get(sender).writeIndex(memory(sender)));
      recorded.get(receiver).writeRelease(memory(receiver), 0);
    }
    if (ours.containsKey(sender)) {
      ours.get(sender).instance.doWork();
    } else {
      memory(receiver).putInt(0, recorded.get(receiver).writeIndex(memory(receiver)));
    }
  }

  private void pollBoth(final Step step) {
    for (final Party side : List.of(step.actor(), step.actor().other())) {
      if (ours.containsKey(side)) {
        ours.get(side).instance.doWork();
      } else {
        copyFrom(step, side);
      }
    }
  }

  private AtomicBuffer memory(final Party sender) {
    return regions.get(sender).buffer();
  }

  /** Brings what the recorded side had written by the end of a step: its region and its rd_idx. */
  private void copyFrom(final Step step, final Party side) {
    final byte[] own = step.region(side);
    memory(side).putBytes(4, own, 4, own.length - 4);
    memory(side.other()).putBytes(0, step.region(side.other()), 0, 4);
  }

  private void check(final Step step) {
    final RecordedRegion initiators = recorded.get(Party.INITIATOR);
    final RecordedRegion followers = recorded.get(Party.FOLLOWER);
    final List<byte[]> fromInitiator = initiators.advance(step);
    final List<byte[]> fromFollower = followers.advance(step);
    if (!step.operation().startsWith("message ") && !step.operation().equals("poll both")) {
      initiators.note(fromInitiator, followers);
      followers.note(fromFollower, initiators);
    } else {
      initiators.sent.clear();
      initiators.sent.addAll(step.operation().equals("poll both") ? List.of() : List.of(0));
    }
    for (final Party sender : Party.values()) {
      checkRegion(step, sender);
    }
    assertThat(events)
        .as(step.toString())
        .isEqualTo(step.events().stream()
            .filter(event -> ours.keySet().stream().anyMatch(side -> event.startsWith(side + ":")))
            .toList());
    for (final Ours side : ours.values()) {
      if (side.instance != null) {
        assertThat(side.instance.txBlocksInUse())
            .as("%s, blocks in use of the %s", step, side.side)
            .isEqualTo(step.blocksInUse(side.side));
      }
    }
  }

  private void checkRegion(final Step step, final Party sender) {
    final RecordedRegion region = recorded.get(sender);
    final byte[] memory = new byte[regions.get(sender).length()];
    memory(sender).getBytes(0, memory);
    assertThat(hex(memory, 0, region.ringLength()))
        .as("%s, the ring of the %s", step, sender)
        .isEqualTo(hex(region.bytes(), 0, region.ringLength()));
    for (final int block : region.sent) {
      final int offset = region.offsetOf(block);
      assertThat(hex(memory, offset, region.lengthOf(block)))
          .as("%s, block %d of the %s", step, block, sender)
          .isEqualTo(hex(region.bytes(), offset, region.lengthOf(block)));
    }
    assertThat(region.sent).as(step.toString()).hasSizeLessThanOrEqualTo(3);
  }

  private static String hex(final byte[] bytes, final int offset, final int length) {
    return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, offset, offset + length));
  }
}
