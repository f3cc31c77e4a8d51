package org.intercore.icmsg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.icmsg.devicetree.Devicetree;
import org.intercore.icmsg.devicetree.DevicetreeConfig;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.sync.Confinement;

/**
 * How a link is set up. What both sides have to agree on: the alignment, and unbound modes that can
 * talk to each other. The defaults are Zephyr's. Changing a configuration after a link was made of
 * it does not change the link.
 */
public final class IcmsgConfig {
  private static final int LINE = 64;
  private static final Duration DEFAULT_BOND_REPEAT = Duration.ofMillis(1);

  private final RegionPair regions;
  private int alignment = PacketRingLayout.WORD;
  private UnboundMode unbound = UnboundMode.DISABLE;
  private Doorbell doorbell = Doorbell.polling();
  private long bondRepeatNs = DEFAULT_BOND_REPEAT.toNanos();
  private NanoClock clock = SystemNanoClock.INSTANCE;
  private BooleanSupplier farewell = () -> true;
  private LongConsumer sentNotes = (note) -> {};
  private Confinement confinement = Confinement.none();

  private IcmsgConfig(final RegionPair regions) {
    this.regions = Objects.requireNonNull(regions, "regions");
  }

  /**
   * A link over two regions, each wholly a packet ring.
   *
   * @param regions as this side sees them; each starts at a multiple of the alignment
   * @return the configuration
   */
  public static IcmsgConfig regions(final RegionPair regions) {
    return new IcmsgConfig(regions);
  }

  /**
   * A link that a devicetree describes: a node {@code zephyr,ipc-icmsg} with {@code tx-region},
   * {@code rx-region}, {@code dcache-alignment} and {@code unbound}.
   *
   * @param devicetree a .dts file or an overlay that says all of that
   * @param node label, path or name of the node
   * @return the configuration but for its memory, as the core whose devicetree it is sees it
   * @throws org.intercore.icmsg.devicetree.DevicetreeException if something is wrong with it, with
   *     the line
   */
  public static DevicetreeConfig<IcmsgConfig> fromDevicetree(
      final Path devicetree, final String node) {
    return fromDevicetree(Devicetree.read(devicetree), node);
  }

  /**
   * As {@link #fromDevicetree(Path, String)}, of a devicetree in several files.
   *
   * @param devicetree what was read
   * @param node label, path or name of the node
   * @return the configuration but for its memory
   */
  public static DevicetreeConfig<IcmsgConfig> fromDevicetree(
      final Devicetree devicetree, final String node) {
    final IpcInstance instance = devicetree.instance(node, IpcInstance.Backend.ICMSG);
    return DevicetreeConfig.of(
        instance,
        (said, regions) -> regions(regions)
            .alignment(said.alignment())
            .unbound(UnboundMode.valueOf(said.unbound().toUpperCase(Locale.ROOT))));
  }

  /**
   * The data cache alignment of the ring's indices ({@code dcache-alignment}); default 4.
   *
   * @param bytes a power of two, 4 to 4096, the same on both sides
   * @return this
   */
  public IcmsgConfig alignment(final int bytes) {
    this.alignment = PacketRingLayout.requireAlignment(bytes);
    return this;
  }

  /**
   * Whether a peer that goes is noticed ({@code unbound}); default {@link UnboundMode#DISABLE}.
   *
   * @param mode how to bond
   * @return this
   */
  public IcmsgConfig unbound(final UnboundMode mode) {
    this.unbound = Objects.requireNonNull(mode, "mode");
    return this;
  }

  /**
   * How to tell the other side to look, and to be told; default {@link Doorbell#polling()}. The link
   * does not close it.
   *
   * @param bell this side's end
   * @return this
   */
  public IcmsgConfig doorbell(final Doorbell bell) {
    this.doorbell = Objects.requireNonNull(bell, "bell");
    return this;
  }

  /**
   * How often {@link IcmsgLink#poll} rings again until the link is bound, since a ring before the
   * peer was there is lost ({@code CONFIG_IPC_SERVICE_ICMSG_BOND_NOTIFY_REPEAT_TO_MS}); default 1
   * ms.
   *
   * @param interval more than zero
   * @return this
   */
  public IcmsgConfig bondRepeat(final Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException(
          "the bond repeat interval must be positive, but is " + interval);
    }
    this.bondRepeatNs = interval.toNanos();
    return this;
  }

  /**
   * Whether to tell the peer, when the link closes, that it was closed; default yes. If not, the peer
   * has to find out in another way, as after a crash.
   *
   * @param wanted asked at each close, by whoever closes
   * @return this
   */
  public IcmsgConfig farewell(final BooleanSupplier wanted) {
    this.farewell = Objects.requireNonNull(wanted, "wanted");
    return this;
  }

  /**
   * The clock for deadlines and repeats; default the system's.
   *
   * @param nanoClock a monotonic clock
   * @return this
   */
  public IcmsgConfig clock(final NanoClock nanoClock) {
    this.clock = Objects.requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * Who hears of each message of three bytes that was sent, by the note that its sender gave: for
   * counting. Called in the senders' critical section, so it must be short and do nothing but that.
   *
   * @param notes gets the note
   * @return this
   */
  public IcmsgConfig sentNotes(final LongConsumer notes) {
    this.sentNotes = Objects.requireNonNull(notes, "notes");
    return this;
  }

  LongConsumer sentNotes() {
    return sentNotes;
  }

  /**
   * Which threads use the link: any, or one alone, which is faster; default {@link
   * Confinement#none()}. A confined link is opened, polled, sent on and closed by one thread.
   *
   * @param threads a confinement of this link's own, or of what it belongs to
   * @return this
   */
  public IcmsgConfig confinement(final Confinement threads) {
    this.confinement = Objects.requireNonNull(threads, "threads");
    return this;
  }

  RegionPair regions() {
    return regions;
  }

  int alignment() {
    return alignment;
  }

  UnboundMode unbound() {
    return unbound;
  }

  Doorbell doorbell() {
    return doorbell;
  }

  long bondRepeatNs() {
    return bondRepeatNs;
  }

  NanoClock clock() {
    return clock;
  }

  BooleanSupplier farewell() {
    return farewell;
  }

  /** One thread does all, over memory that is laid out by cache lines; else there may be none to fetch. */
  boolean fetchesAhead() {
    return confinement.isConfined() && alignment >= LINE;
  }

  /** How the ring in a region is laid out; a region that is too small or misaligned is refused. */
  PacketRingLayout layout(final SharedRegion region, final String name) {
    if (region.offset() % alignment != 0) {
      throw new IllegalArgumentException("the " + name + "-region must start at a multiple of "
          + alignment + ", but starts at " + region.offset());
    }
    final PacketRingLayout layout =
        PacketRingLayout.of(region.length(), alignment, unbound != UnboundMode.DISABLE);
    if (unbound != UnboundMode.ENABLE && layout.maxPayload() < MagicBonding.LENGTH) {
      throw new IllegalArgumentException("the " + name + "-region must hold the bonding magic of "
          + MagicBonding.LENGTH + " bytes, but the longest message in its "
          + region.length() + " bytes has " + layout.maxPayload());
    }
    return layout;
  }

  Confinement confinement() {
    return confinement;
  }
}
