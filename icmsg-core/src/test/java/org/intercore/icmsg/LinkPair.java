package org.intercore.icmsg;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.UnboundReason;

/** Two sides over one memory, alignment 8: rd_idx at 0, handshake at 4, wr_idx at 8, data from 12. */
final class LinkPair {
  static final int SIZE = 256;
  static final int HANDSHAKE = 4;
  static final int WRITE_INDEX = 8;
  static final int DATA = 12;

  final SharedMemory memory = SharedMemory.allocate(4096);
  final RegionPair regions = RegionPair.of(memory.region(0, SIZE), memory.region(1024, SIZE));
  final Side a;
  final Side b;

  LinkPair(final UnboundMode mode) {
    this(mode, mode);
  }

  LinkPair(final UnboundMode modeOfA, final UnboundMode modeOfB) {
    a = new Side(modeOfA, regions, Doorbell.polling());
    b = new Side(modeOfB, regions.swapped(), Doorbell.polling());
  }

  /** Opens both sides and polls until nothing happens any more. */
  LinkPair bond() {
    a.link.open();
    b.link.open();
    settle();
    return this;
  }

  void settle() {
    for (int i = 0; i < 8; i++) {
      a.link.poll(Integer.MAX_VALUE);
      b.link.poll(Integer.MAX_VALUE);
    }
  }

  /** A link with what it was told, as text. A test may do more in the callbacks. */
  static final class Side implements LinkHandler {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final IcmsgLink link;
    final RegionPair regions;
    Runnable onBound = () -> {};
    Runnable onUnbound = () -> {};
    Runnable onFault = () -> {};
    Consumer<String> onMessage = message -> {};

    Side(final UnboundMode mode, final RegionPair regions, final Doorbell bell) {
      this(config(mode, regions).doorbell(bell));
    }

    Side(final IcmsgConfig config) {
      regions = config.regions();
      link = IcmsgLink.create(config, this);
    }

    static IcmsgConfig config(final UnboundMode mode, final RegionPair regions) {
      return IcmsgConfig.regions(regions)
          .alignment(8)
          .unbound(mode)
          .bondRepeat(Duration.ofMillis(1));
    }

    AtomicBuffer tx() {
      return regions.tx().buffer();
    }

    int send(final String text) {
      final byte[] bytes = text.getBytes();
      final AtomicBuffer buffer = Buffers.allocate(bytes.length);
      buffer.putBytes(0, bytes);
      return link.send(buffer, 0, bytes.length);
    }

    int poll() {
      return link.poll(Integer.MAX_VALUE);
    }

    /** What it was told since the last time. */
    List<String> news() {
      final List<String> news = List.copyOf(told);
      told.clear();
      return news;
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      final byte[] bytes = new byte[length];
      buffer.getBytes(offset, bytes);
      final String message = new String(bytes);
      told.add(message);
      onMessage.accept(message);
    }

    @Override
    public void onBound() {
      told.add("bound");
      onBound.run();
    }

    @Override
    public void onUnbound(final UnboundReason reason) {
      told.add("unbound " + reason);
      onUnbound.run();
    }

    @Override
    public void onFault(final PeerFault fault, final long value) {
      told.add(fault.name() + " " + value);
      onFault.run();
    }
  }
}
