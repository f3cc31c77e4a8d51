package org.intercore.icbmsg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.rendezvous.Access;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.devicetree.Devicetree;
import org.intercore.icmsg.devicetree.DevicetreeConfig;
import org.intercore.icmsg.devicetree.IpcInstance;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.sync.Confinement;

/**
 * How an instance is set up: either {@link #named}, for two processes of this library, or over
 * explicit {@link #regions}, for everything else. Both sides have to agree on block counts,
 * alignment, word size and unbound mode; the named channel's file checks that. Changing a
 * configuration after an instance was opened with it does not change the instance.
 */
public final class IcbmsgConfig {
  private static final int DEFAULT_BLOCKS = 64;
  private static final int DEFAULT_BLOCK_SIZE = 4096;
  private static final int CACHE_LINE = 64;
  private static final int ZEPHYR_ALIGNMENT = 4;
  private static final int MIN_BLOCK_SIZE = 4;
  private static final int DEFAULT_DIRTY_RELEASE = 64 << 10;
  private static final Duration DEFAULT_LINGER = Duration.ofSeconds(1);
  private static final Duration DEFAULT_LIVENESS = Duration.ofMillis(50);
  private static final Duration DEFAULT_BOND_REPEAT = Duration.ofMillis(1);

  private final String name;
  private final RegionPair regions;
  private int txBlocks = DEFAULT_BLOCKS;
  private int rxBlocks = DEFAULT_BLOCKS;
  private int blockSize = DEFAULT_BLOCK_SIZE;
  private int alignment;
  private int wordSize;
  private UnboundMode unbound;
  private LinkFormat format;
  private Role role;
  private Path directory = ChannelDirectory.defaultPath();
  private Access access = Access.OWNER_ONLY;
  private Doorbell doorbell;
  private Duration liveness = DEFAULT_LIVENESS;
  private Duration bondRepeat = DEFAULT_BOND_REPEAT;
  private Duration linger = DEFAULT_LINGER;
  private FaultHandler faultHandler = FaultHandler.ignore();
  private ErrorHandler errorHandler = LangUtil::rethrowUnchecked;
  private NanoClock clock = SystemNanoClock.INSTANCE;
  private boolean confined;
  private int dirtyRelease = DEFAULT_DIRTY_RELEASE;
  private BooleanSupplier farewell = () -> true;

  private IcbmsgConfig(final String name, final RegionPair regions) {
    this.name = name;
    this.regions = regions;
    this.alignment = regions == null ? CACHE_LINE : ZEPHYR_ALIGNMENT;
    this.wordSize = regions == null ? Long.SIZE : Integer.SIZE;
    this.unbound = regions == null ? UnboundMode.ENABLE : UnboundMode.DISABLE;
    this.format = regions == null ? LinkFormat.NATIVE : LinkFormat.ZEPHYR;
  }

  /**
   * An instance that two processes of one user open by the same name. Defaults: 64 blocks of 4096
   * bytes each way, the native link format, alignment 64, word size 64, sessions, so that a peer that
   * goes is noticed.
   *
   * <p>System properties change the defaults: {@code icbmsg.instance.NAME.tx-blocks} those of one
   * instance, {@code icbmsg.instance.tx-blocks} those of all named ones, and so for each option that
   * can be said in a word; {@code docs/tuning.md} lists them. What the program sets by a call holds.
   *
   * @param name letters, digits, dot, dash and underscore, 64 at most
   * @return the configuration
   * @throws IllegalArgumentException if a system property has no such value; the message says which,
   *     and what is allowed
   */
  public static IcbmsgConfig named(final String name) {
    return fromProperties(name, new Properties());
  }

  /**
   * As {@link #named}, with defaults from properties, for example of a file. The keys are those of
   * the system properties, which go before them.
   *
   * @param name letters, digits, dot, dash and underscore, 64 at most
   * @param properties with keys such as {@code icbmsg.instance.NAME.tx-blocks}; others that do not
   *     begin with {@code icbmsg.instance.} are let be
   * @return the configuration
   * @throws IllegalArgumentException if a property is unknown or has no such value
   */
  public static IcbmsgConfig fromProperties(final String name, final Properties properties) {
    return new IcbmsgConfig(Objects.requireNonNull(name, "name"), null).apply(name, properties);
  }

  /**
   * As {@link #regions}, with defaults from properties and system properties.
   *
   * @param name what the keys call it; the instance itself has none
   * @param regions as this side sees them
   * @param properties as for {@link #fromProperties(String, Properties)}, but only those of this
   *     name
   * @return the configuration
   * @throws IllegalArgumentException if a property is unknown or has no such value
   */
  public static IcbmsgConfig fromProperties(
      final String name, final RegionPair regions, final Properties properties) {
    return regions(regions).apply(Objects.requireNonNull(name, "name"), properties);
  }

  private IcbmsgConfig apply(final String instance, final Properties properties) {
    ConfigProperties.apply(this, instance, properties);
    ConfigProperties.apply(this, instance, System.getProperties());
    return this;
  }

  /**
   * An instance over explicit regions. Defaults: Zephyr's (its link format, alignment 4, word size 32, bonding by the
   * magic packet), 64 blocks each way.
   *
   * @param regions as this side sees them
   * @return the configuration
   */
  public static IcbmsgConfig regions(final RegionPair regions) {
    return new IcbmsgConfig(null, Objects.requireNonNull(regions, "regions"));
  }

  /**
   * An instance that a devicetree describes: a node {@code zephyr,ipc-icbmsg} with {@code tx-region},
   * {@code rx-region}, {@code tx-blocks}, {@code rx-blocks}, {@code dcache-alignment} and {@code
   * unbound}. Zephyr up to 4.4 takes the last one for ICBMsg too, but bonds as if it said {@code
   * disable}: towards such a core leave it out. Nor does a devicetree say the width of a pointer:
   * for cores with 64 bits call {@link #wordSize}.
   *
   * @param devicetree a .dts file or an overlay that says all of that
   * @param node label, path or name of the node
   * @return the configuration but for its memory, as the core whose devicetree it is sees it
   * @throws org.intercore.icmsg.devicetree.DevicetreeException if something is wrong with it, with
   *     the line
   */
  public static DevicetreeConfig<IcbmsgConfig> fromDevicetree(
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
  public static DevicetreeConfig<IcbmsgConfig> fromDevicetree(
      final Devicetree devicetree, final String node) {
    final IpcInstance instance = devicetree.instance(node, IpcInstance.Backend.ICBMSG);
    return DevicetreeConfig.of(
        instance,
        (said, regions) -> regions(regions)
            .txBlocks(said.txBlocks())
            .rxBlocks(said.rxBlocks())
            .alignment(said.alignment())
            .unbound(UnboundMode.valueOf(said.unbound().toUpperCase(Locale.ROOT))));
  }

  /**
   * Blocks to send with ({@code tx-blocks}).
   *
   * @param count 1 to 256, in the native format to 65,536
   * @return this
   */
  public IcbmsgConfig txBlocks(final int count) {
    this.txBlocks = count;
    return this;
  }

  /**
   * Blocks that the other side sends with ({@code rx-blocks}).
   *
   * @param count 1 to 256, in the native format to 65,536
   * @return this
   */
  public IcbmsgConfig rxBlocks(final int count) {
    this.rxBlocks = count;
    return this;
  }

  /**
   * The size of a block of a named instance, header included. Explicit regions have the size that
   * their length gives.
   *
   * @param bytes a multiple of the alignment
   * @return this
   */
  public IcbmsgConfig blockSize(final int bytes) {
    requireNamed("a block size");
    this.blockSize = bytes;
    return this;
  }

  /**
   * Where a named channel's file is; default {@link ChannelDirectory#defaultPath()}.
   *
   * @param path a directory of the user's own (0700), created if it is not there
   * @return this
   */
  public IcbmsgConfig directory(final Path path) {
    requireNamed("a directory");
    this.directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Users who may be on the other side of a named channel besides this process's own; default nobody.
   * All of them have to name each other. They meet in a {@link #directory} that an administrator has
   * made with a group of theirs and mode 2770, and that belongs to one of them; it is never created
   * here. Files then are 0660 of that group.
   *
   * <p><b>Whoever is in that group is trusted as much as the user itself.</b> It can cut the file
   * that both sides have mapped, which ends a JVM that touches it, and no file mode can forbid
   * that to one who may write. So this is for one system's processes that run under several users,
   * not for strangers.
   *
   * @param userIds numbers of the other users
   * @return this
   */
  public IcbmsgConfig peerUsers(final int... userIds) {
    requireNamed("users of the other side");
    this.access =
        Access.withUsers(Arrays.stream(userIds).boxed().collect(Collectors.toUnmodifiableSet()));
    return this;
  }

  /**
   * The data cache alignment ({@code dcache-alignment}).
   *
   * @param bytes a power of two, 4 to 4096
   * @return this
   */
  public IcbmsgConfig alignment(final int bytes) {
    this.alignment = bytes;
    return this;
  }

  /**
   * The width of a pointer and a size_t on both sides.
   *
   * @param bits 32 or 64
   * @return this
   */
  public IcbmsgConfig wordSize(final int bits) {
    this.wordSize = bits;
    return this;
  }

  /**
   * What to speak with the other side, which has to speak the same. {@link LinkFormat#NATIVE} is the
   * faster one, and only for two sides of this library: it needs alignment 64 or more and always bonds
   * with sessions, and a word size means nothing to it. Default: native for a named instance, Zephyr's
   * over explicit regions.
   *
   * @param what the format
   * @return this
   */
  public IcbmsgConfig format(final LinkFormat what) {
    this.format = Objects.requireNonNull(what, "what");
    return this;
  }

  /**
   * How to bond. Zephyr's ICBMsg always uses {@link UnboundMode#DISABLE}.
   *
   * @param mode how to bond
   * @return this
   */
  public IcbmsgConfig unbound(final UnboundMode mode) {
    this.unbound = Objects.requireNonNull(mode, "mode");
    return this;
  }

  /**
   * The role over explicit regions; default: the initiator is the side whose rx-region lies at the
   * lower offset of the same memory.
   *
   * @param side the role
   * @return this
   */
  public IcbmsgConfig role(final Role side) {
    if (regions == null) {
      throw new IllegalArgumentException(
          "the roles of a named instance are taken in the order of opening, so " + side
              + " cannot be set");
    }
    this.role = Objects.requireNonNull(side, "side");
    return this;
  }

  /**
   * How to tell the other side to look, and to be told. The default of a named instance is a socket
   * between the two processes, which costs system calls only while somebody sleeps; of explicit
   * regions it is {@link Doorbell#polling()}. A named instance with {@link Doorbell#polling()} never
   * sleeps for longer than a fraction of a millisecond while it is bound, but rings a peer that does; any other bell
   * has to be set on both sides. Where there can be no socket (its path would be longer than some 100
   * bytes), both sides wait by naps of a millisecond.
   *
   * @param bell this side's end; the instance does not close it
   * @return this
   */
  public IcbmsgConfig doorbell(final Doorbell bell) {
    this.doorbell = Objects.requireNonNull(bell, "bell");
    return this;
  }

  /**
   * How often to ask the kernel whether the peer's process of a named instance is still there, while
   * it neither sends nor reads; default 50 ms. A peer that dies is noticed within this time and one duty
   * cycle; whoever sleeps at a socket is told at once.
   *
   * @param interval more than zero
   * @return this
   */
  public IcbmsgConfig liveness(final Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "the liveness interval must be more than zero, but is " + interval);
    }
    this.liveness = interval;
    return this;
  }

  /**
   * How often to ring again until bound; default 1 ms.
   *
   * @param interval more than zero
   * @return this
   */
  public IcbmsgConfig bondRepeat(final Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "the bond repeat interval must be more than zero, but is " + interval);
    }
    this.bondRepeat = interval;
    return this;
  }

  /**
   * How long {@link Icbmsg#close()} waits for the peer to release what was sent; default 1 s.
   *
   * @param limit zero or more
   * @return this
   */
  public IcbmsgConfig linger(final Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("the linger time cannot be " + limit);
    }
    this.linger = limit;
    return this;
  }

  /**
   * Who is told of what the peer does wrong; default nobody. {@link Icbmsg#faults()} counts anyway.
   *
   * @param handler called on the thread that found out; must not block
   * @return this
   */
  public IcbmsgConfig faultHandler(final FaultHandler handler) {
    this.faultHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Who gets what endpoint handlers throw; by default it comes out of {@link Icbmsg#doWork()}.
   * Either way the message counts as received.
   *
   * @param handler called on the thread that does the instance's work
   * @return this
   */
  public IcbmsgConfig errorHandler(final ErrorHandler handler) {
    this.errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * The clock for deadlines and repeats; default the system's.
   *
   * @param nanoClock a monotonic clock
   * @return this
   */
  public IcbmsgConfig clock(final NanoClock nanoClock) {
    this.clock = Objects.requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * Whether one thread alone uses the instance: it does the work and so runs the handlers, it sends,
   * claims, holds, releases, waits and closes; default false, any thread does. That is faster, since
   * no message needs a lock or an atomic step, as with an exclusive publication of Aeron's; and, in the
   * native format, since the memory of an answer is fetched while its handler works. The
   * thread is the one that comes first after {@link Icbmsg#open}; another one that comes gets an
   * exception, where it has not begun at the very same moment. Registering endpoints, and
   * asking how things stand, is any thread's business still.
   *
   * @param toOneThread true for one thread
   * @return this
   */
  public IcbmsgConfig confined(final boolean toOneThread) {
    this.confined = toOneThread;
    return this;
  }

  /**
   * Up to which length a message's lines of the cache are written to, one word each, when its blocks
   * go back to the peer; default 64 KiB, 0 for never. In the native format only: a Zephyr peer's
   * region is never written to.
   *
   * <p>The receiver has read the message and its cache shares those lines with the sender's. The
   * sender would have to wait for each of them in turn when it uses the blocks again; lines that were
   * written to come many at a time. For 16 KiB that are written and read wholly it makes a
   * message several times as fast. It costs where a long message is handed on without being read, so
   * longer ones are left as they are; a program that reads frames of a megabyte raises the limit. The
   * slots of small messages are written to likewise where several were read at once, unless this is 0;
   * those into which one went on, always.
   *
   * <p>What a message was is lost with its release: nobody has a right to look any more.
   *
   * @param bytes the longest message that is written to, 0 or more
   * @return this
   */
  public IcbmsgConfig dirtyRelease(final int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "the longest message of a dirty release has 0 bytes or more, but " + bytes
              + " were given");
    }
    this.dirtyRelease = bytes;
    return this;
  }

  /**
   * Whether to tell the other side of a named instance, when this one closes, that it was closed; default
   * yes. If not, the other side finds that nobody is there any more, as after a crash, and its
   * endpoints are unbound with {@link org.intercore.icmsg.status.UnboundReason#PEER_DIED}: for one who
   * stands in for a peer of its own, which has died.
   *
   * @param wanted asked at each close, by whoever closes
   * @return this
   */
  public IcbmsgConfig farewell(final BooleanSupplier wanted) {
    requireNamed("a farewell");
    this.farewell = Objects.requireNonNull(wanted, "wanted");
    return this;
  }

  private void requireNamed(final String what) {
    if (name == null) {
      throw new IllegalArgumentException(what + " cannot be set for explicit regions");
    }
  }

  /** Refuses what could not be put right once files exist. */
  void check() {
    if (format == LinkFormat.NATIVE) {
      checkNative();
    }
    if (name != null
        && (blockSize < MIN_BLOCK_SIZE || alignment > 0 && blockSize % alignment != 0)) {
      throw new IllegalArgumentException("the block size must be a multiple of the alignment "
          + alignment + ", but is " + blockSize);
    }
  }

  private void checkNative() {
    if (unbound != UnboundMode.ENABLE) {
      throw new IllegalArgumentException(
          "the native link format always bonds with sessions (unbound mode ENABLE), but " + unbound
              + " was asked for: choose Zephyr's format for that");
    }
    if (alignment < CACHE_LINE) {
      throw new IllegalArgumentException("the native link format needs an alignment of "
          + CACHE_LINE + " or more, but " + alignment
          + " was asked for: choose Zephyr's format for that");
    }
    PacketRingLayout.requireAlignment(alignment);
  }

  LinkFormat format() {
    return format;
  }

  String name() {
    return name;
  }

  RegionPair regions() {
    return regions;
  }

  int txBlocks() {
    return txBlocks;
  }

  int rxBlocks() {
    return rxBlocks;
  }

  int blockSize() {
    return blockSize;
  }

  int alignment() {
    return alignment;
  }

  int wordSize() {
    return wordSize;
  }

  UnboundMode unbound() {
    return unbound;
  }

  Role role() {
    return role;
  }

  Path directory() {
    return directory;
  }

  Access access() {
    return access;
  }

  Doorbell doorbell() {
    return doorbell == null ? Doorbell.polling() : doorbell;
  }

  /** Whether the user takes care of ringing. */
  boolean bringsDoorbell() {
    return doorbell != null && !polls();
  }

  /** Whether the user wants no sleep. */
  boolean polls() {
    return doorbell == Doorbell.polling();
  }

  Duration liveness() {
    return liveness;
  }

  Duration bondRepeat() {
    return bondRepeat;
  }

  Duration linger() {
    return linger;
  }

  FaultHandler faultHandler() {
    return faultHandler;
  }

  ErrorHandler errorHandler() {
    return errorHandler;
  }

  NanoClock clock() {
    return clock;
  }

  BooleanSupplier farewell() {
    return farewell;
  }

  int dirtyRelease() {
    return dirtyRelease;
  }

  Confinement confinement() {
    return confined ? Confinement.toOneThread() : Confinement.none();
  }
}
