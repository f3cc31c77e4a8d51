package org.intercore.cli.peer;

import java.util.List;
import java.util.Locale;
import org.intercore.cli.peer.PeerCommand.Kind;
import org.intercore.cli.peer.PeerCommand.Mode;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.ring.PacketRingLayout;
import picocli.CommandLine.Option;

/** Which kind of instance a peer opens, in which role, for what. */
final class PeerSetup {
  @Option(
      names = "--kind",
      description = "icmsg or icbmsg (default: what the devicetree says, else icbmsg).")
  private Kind kind;

  @Option(
      names = "--role",
      description = "initiator (its rx-region lies at the lower address) or follower;"
          + " needed for icbmsg.")
  private Role role;

  @Option(names = "--tx-blocks", paramLabel = "N", description = "Own blocks, for icbmsg.")
  private Integer txBlocks;

  @Option(
      names = "--rx-blocks",
      paramLabel = "N",
      description = "Blocks of the other side, for icbmsg.")
  private Integer rxBlocks;

  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "NAME",
      description = "Endpoints to bind, for icbmsg (default: ept0).")
  private List<String> endpoints;

  @Option(
      names = "--mode",
      required = true,
      description =
          "echo sends everything back, load sends and checks what comes back," + " sink counts.")
  private Mode mode;

  /** What a devicetree says and the options say too, in a sentence, or null. */
  String saidTwice() {
    return kind != null || role != null || txBlocks != null || rxBlocks != null
        ? "--devicetree says kind, role and block counts"
        : null;
  }

  /** Uses what a devicetree says. */
  void take(final IpcInstance instance) {
    kind = Kind.valueOf(instance.backend().name());
    if (kind == Kind.ICBMSG) {
      txBlocks = instance.txBlocks();
      rxBlocks = instance.rxBlocks();
      final boolean first = instance.rxRegion().address() < instance.txRegion().address();
      role = first ? Role.INITIATOR : Role.FOLLOWER;
    }
  }

  /** What is missing or too much for this kind, in a sentence, or null. */
  String problem() {
    kind = kind == null ? Kind.ICBMSG : kind;
    if (kind == Kind.ICMSG) {
      return txBlocks != null || rxBlocks != null || endpoints != null
          ? "--tx-blocks, --rx-blocks and --endpoints are for --kind icbmsg"
          : null;
    }
    if (role == null || txBlocks == null || rxBlocks == null) {
      return "--kind icbmsg needs --role, --tx-blocks and --rx-blocks";
    }
    final List<String> names = names();
    if (names.stream().distinct().count() != names.size() || names.contains("")) {
      return "--endpoints must be different names, but are " + names;
    }
    return null;
  }

  private List<String> names() {
    return endpoints == null ? List.of("ept0") : endpoints;
  }

  /** What looks for reasons; made before {@link #side}, which writes. */
  BondingInspector inspector(final RegionPair regions, final RegionOptions options) {
    if (kind == Kind.ICMSG) {
      return new BondingInspector(regions, ring(regions.rx(), options));
    }
    final RegionGeometry tx = geometry(regions.tx(), txBlocks, rxBlocks, options);
    final RegionGeometry rx = geometry(regions.rx(), rxBlocks, txBlocks, options);
    final RegionPair rings = RegionPair.of(
        regions.tx().region(tx.skip(), tx.ringAreaLength()),
        regions.rx().region(rx.skip(), rx.ringAreaLength()));
    return new BondingInspector(rings, rx.ring());
  }

  /** This side of the instance; IllegalArgumentException if the values cannot work. */
  PeerSide side(final RegionPair regions, final RegionOptions options) {
    if (kind == Kind.ICMSG) {
      final IcmsgConfig config =
          IcmsgConfig.regions(regions).alignment(options.alignment()).unbound(options.unbound());
      return new IcmsgSide(config, ring(regions.rx(), options));
    }
    final IcbmsgConfig config = IcbmsgConfig.regions(regions)
        .txBlocks(txBlocks)
        .rxBlocks(rxBlocks)
        .alignment(options.alignment())
        .wordSize(options.wordSize())
        .unbound(options.unbound())
        .role(role);
    return new IcbmsgSide(config, names());
  }

  private static PacketRingLayout ring(final SharedRegion region, final RegionOptions options) {
    return PacketRingLayout.of(
        region.length(), options.alignment(), options.unbound() != UnboundMode.DISABLE);
  }

  private static RegionGeometry geometry(
      final SharedRegion region, final int local, final int remote, final RegionOptions options) {
    return RegionGeometry.of(RegionGeometry.spec()
        .regionAddress(region.offset())
        .regionSize(region.length())
        .localBlocks(local)
        .remoteBlocks(remote)
        .alignment(options.alignment())
        .wordSize(options.wordSize())
        .handshake(options.unbound() != UnboundMode.DISABLE));
  }

  Mode modeKind() {
    return mode;
  }

  String kind() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  String mode() {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  String role() {
    return role == null ? null : role.name().toLowerCase(Locale.ROOT);
  }
}
