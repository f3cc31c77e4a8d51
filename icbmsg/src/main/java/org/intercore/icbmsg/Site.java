package org.intercore.icbmsg;

import java.io.IOException;
import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.control.IcmsgPeerLink;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icbmsg.observe.CountersHeader;
import org.intercore.icbmsg.observe.CountersStore;
import org.intercore.icbmsg.observe.SentCounters;
import org.intercore.icbmsg.rendezvous.Channel;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icbmsg.slot.SlotLink;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.SocketDoorbell;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.sync.Confinement;

/** Where an instance lives: its regions cut to their geometry, its role, and its channel if it has a name. */
final class Site {
  private final Channel channel;
  private final RegionPair regions;
  private final Role role;
  private final BlockGeometry txGeometry;
  private final BlockGeometry rxGeometry;
  private final SharedRegion tx;
  private final SharedRegion rx;
  private final Doorbell doorbell;
  private final SocketDoorbell bell;
  private final Presence presence;

  private Site(
      final IcbmsgConfig config,
      final Channel channel,
      final RegionPair regions,
      final Role role,
      final BlockGeometry txGeometry,
      final BlockGeometry rxGeometry) {
    this.channel = channel;
    this.regions = regions;
    this.role = role;
    this.txGeometry = txGeometry;
    this.rxGeometry = rxGeometry;
    this.tx = regions.tx().region(txGeometry.skip(), txGeometry.size());
    this.rx = regions.rx().region(rxGeometry.skip(), rxGeometry.size());
    this.bell = bell(config, channel);
    this.doorbell = bell == null ? config.doorbell() : bell;
    this.presence = channel == null ? null : new Presence(config, channel, bell);
  }

  /** A bell of our own making unless the user brought one; null if there is none. */
  private static SocketDoorbell bell(final IcbmsgConfig config, final Channel channel) {
    if (channel == null || config.bringsDoorbell()) {
      return null;
    }
    try {
      return channel.openBell(!config.polls());
    } catch (final IOException cannotSleepLong) {
      // Without a socket both sides wait by short naps, as the configuration's doorbell does.
      return null;
    }
  }

  static Site of(final IcbmsgConfig config) {
    config.check();
    if (config.name() == null) {
      return over(config, null, config.regions(), roleOf(config));
    }
    // Whatever cannot work is refused before a file is touched.
    geometry(config, 0, namedRegionSize(config, true), true);
    geometry(config, 0, namedRegionSize(config, false), false);
    final Channel channel = Channel.open(
        config.directory(),
        config.access(),
        config.name(),
        new Channel.Request(
            config.txBlocks(),
            config.rxBlocks(),
            config.blockSize(),
            config.alignment(),
            config.wordSize(),
            config.unbound(),
            config.format()));
    try {
      return over(config, channel, channel.regions(), channel.role());
    } catch (final RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Site over(
      final IcbmsgConfig config, final Channel channel, final RegionPair regions, final Role role) {
    return new Site(
        config,
        channel,
        regions,
        role,
        geometry(config, regions.tx().offset(), regions.tx().length(), true),
        geometry(config, regions.rx().offset(), regions.rx().length(), false));
  }

  private static long namedRegionSize(final IcbmsgConfig config, final boolean tx) {
    return config.format() == LinkFormat.NATIVE
        ? SlotGeometry.regionSizeFor(local(config, tx), local(config, !tx), config.blockSize())
        : RegionGeometry.regionSizeFor(spec(config, tx), config.blockSize());
  }

  private static int local(final IcbmsgConfig config, final boolean tx) {
    return tx ? config.txBlocks() : config.rxBlocks();
  }

  private static BlockGeometry geometry(
      final IcbmsgConfig config, final long address, final long size, final boolean tx) {
    if (config.format() == LinkFormat.NATIVE) {
      if (address % config.alignment() != 0) {
        throw new IllegalArgumentException("a region of the native link format must start at a"
            + " multiple of " + config.alignment() + ", but one starts at " + address);
      }
      return SlotGeometry.of(size, local(config, tx), local(config, !tx));
    }
    return RegionGeometry.of(spec(config, tx).regionAddress(address).regionSize(size));
  }

  private static RegionGeometry.Spec spec(final IcbmsgConfig config, final boolean tx) {
    return RegionGeometry.spec()
        .localBlocks(local(config, tx))
        .remoteBlocks(local(config, !tx))
        .alignment(config.alignment())
        .wordSize(config.wordSize())
        .handshake(config.unbound() != UnboundMode.DISABLE);
  }

  private static Role roleOf(final IcbmsgConfig config) {
    if (config.role() != null) {
      return config.role();
    }
    final SharedRegion tx = config.regions().tx();
    final SharedRegion rx = config.regions().rx();
    if (tx.memory() != rx.memory()) {
      throw new IllegalArgumentException(
          "the regions lie in different memories, so their addresses do not tell the roles: set a"
              + " role");
    }
    return rx.offset() < tx.offset() ? Role.INITIATOR : Role.FOLLOWER;
  }

  /** The way to the peer, in the format that was agreed. */
  PeerLink link(
      final IcbmsgConfig config,
      final ControlHandler handler,
      final FaultHandler faults,
      final SentCounters sent,
      final Confinement confinement) {
    if (txGeometry instanceof SlotGeometry slots && rxGeometry instanceof SlotGeometry theirs) {
      return new SlotLink(
              RegionPair.of(tx, rx),
              slots,
              theirs,
              handler,
              faults,
              doorbell,
              config.clock(),
              config.bondRepeat().toNanos(),
              sent,
              confinement)
          .farewell(config.farewell())
          .dirtyRelease(config.dirtyRelease());
    }
    final RegionPair rings = RegionPair.of(
        tx.region(0, txGeometry.blocksOffset()), rx.region(0, rxGeometry.blocksOffset()));
    return new IcmsgPeerLink(
        IcmsgConfig.regions(rings)
            .alignment(config.alignment())
            .unbound(config.unbound())
            .doorbell(doorbell)
            .bondRepeat(config.bondRepeat())
            .clock(config.clock())
            .farewell(config.farewell())
            .confinement(confinement),
        handler,
        faults,
        sent);
  }

  /** What this side counts: beside the channel's file if there is one, else in memory of its own. */
  Counters counters(final IcbmsgConfig config) {
    final CountersHeader header = CountersHeader.ofThisProcess(
        role == Role.INITIATOR,
        config.format(),
        txGeometry.blockCount(),
        rxGeometry.blockCount(),
        txGeometry.blockSize(),
        rxGeometry.blockSize());
    final CountersStore store =
        channel == null ? CountersStore.ofThisProcess(header) : channel.counters();
    return new Counters(toString(), header, store, txGeometry);
  }

  RegionPair regions() {
    return regions;
  }

  Role role() {
    return role;
  }

  BlockGeometry txGeometry() {
    return txGeometry;
  }

  BlockGeometry rxGeometry() {
    return rxGeometry;
  }

  SharedRegion tx() {
    return tx;
  }

  SharedRegion rx() {
    return rx;
  }

  /** How to ring and to sleep. */
  Doorbell doorbell() {
    return doorbell;
  }

  /** The bell of our own making; null if there is none. */
  SocketDoorbell bell() {
    return bell;
  }

  /** The same if one can sleep at its socket, else null. */
  SocketDoorbell bellToSleepAt() {
    return bell != null && bell.sleeps() ? bell : null;
  }

  /** What is known of the peer's process; null if nothing can be. */
  Presence presence() {
    return presence;
  }

  /** Whether a process is on the other side, as the kernel knows it if it can be asked. */
  boolean isPeerAlive(final boolean otherwise) {
    return channel == null ? otherwise : channel.isPeerAlive();
  }

  void close() {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return channel == null ? role.toString() : channel.toString();
  }
}
