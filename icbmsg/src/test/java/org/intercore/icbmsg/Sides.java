package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/** Both sides of an instance within one JVM, over direct memory, driven by the test's own thread. */
public final class Sides implements AutoCloseable {
  private static final int REGION_SIZE = 1 << 16;
  private static final int MAX_ROUNDS = 10_000;

  public final FaultLog faults = new FaultLog();
  private final int initiatorBlocks;
  private final int followerBlocks;
  private final UnaryOperator<IcbmsgConfig> settings;
  private final RegionPair regions;
  private final List<Icbmsg> opened = new ArrayList<>();
  private Icbmsg initiator;
  private Icbmsg follower;

  private Sides(
      final int initiatorBlocks,
      final int followerBlocks,
      final UnaryOperator<IcbmsgConfig> settings) {
    this.initiatorBlocks = initiatorBlocks;
    this.followerBlocks = followerBlocks;
    this.settings = settings;
    final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
    // The initiator's rx-region lies at the lower address.
    regions = RegionPair.of(memory.region(REGION_SIZE, REGION_SIZE), memory.region(0, REGION_SIZE));
    initiator = openInitiator();
    follower = openFollower();
  }

  /** Sides that notice when the other one goes, with so many blocks each. */
  public static Sides withBlocks(final int blocks) {
    return with(blocks, blocks, UnaryOperator.identity());
  }

  /** Sides with so many blocks to send with, and whatever else is set. */
  public static Sides with(
      final int initiators, final int followers, final UnaryOperator<IcbmsgConfig> settings) {
    return new Sides(initiators, followers, settings);
  }

  public Icbmsg initiator() {
    return initiator;
  }

  public Icbmsg follower() {
    return follower;
  }

  /** Opens the initiator's side, in place of one that may have been there. */
  public Icbmsg openInitiator() {
    initiator = open(regions, initiatorBlocks, followerBlocks);
    return initiator;
  }

  /** Opens the follower's side, in place of one that may have been there. */
  public Icbmsg openFollower() {
    follower = open(regions.swapped(), followerBlocks, initiatorBlocks);
    return follower;
  }

  private Icbmsg open(final RegionPair pair, final int txBlocks, final int rxBlocks) {
    final IcbmsgConfig config = IcbmsgConfig.regions(pair)
        .txBlocks(txBlocks)
        .rxBlocks(rxBlocks)
        .unbound(UnboundMode.ENABLE)
        .faultHandler(faults);
    final Icbmsg side = Icbmsg.open(settings.apply(config));
    opened.add(side);
    return side;
  }

  /** Lets both sides work until neither finds anything more to do. */
  public void work() {
    int idle = 0;
    for (int i = 0; i < MAX_ROUNDS && idle < 2; i++) {
      idle = initiator.doWork() + follower.doWork() == 0 ? idle + 1 : 0;
    }
    if (idle < 2) {
      throw new AssertionError("the sides work for ever");
    }
  }

  /** Binds an endpoint; the follower's end throws away what it gets. */
  public Endpoint bind(final String name, final EndpointHandler initiators) {
    return bind(name, initiators, new Inbox());
  }

  /** Binds an endpoint and gives the initiator's end. */
  public Endpoint bind(
      final String name, final EndpointHandler initiators, final EndpointHandler followers) {
    final Endpoint endpoint = initiator.register(name, initiators);
    follower.register(name, followers);
    work();
    if (!endpoint.isBound()) {
      throw new AssertionError(endpoint + " should be bound");
    }
    return endpoint;
  }

  public int blocksInUse() {
    return initiator.txBlocksInUse() + follower.txBlocksInUse();
  }

  @Override
  public void close() {
    // Nobody receives any more, so there is nobody to wait for.
    Thread.currentThread().interrupt();
    opened.forEach(Icbmsg::close);
    Thread.interrupted();
  }
}
