package org.intercore.properties.process;

import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * Receives at an endpoint that is deregistered and registered again while messages come. What comes
 * meanwhile is lost, and counted: no more and no less than that is missing.
 */
final class SoakGuest implements BlockHandler {
  private final Icbmsg instance;
  private final String name;
  private final int number;
  private final long seed;
  private final SoakFigures figures;
  private ZeroCopyEndpoint endpoint;
  // Guarded by this.
  private Letter last;
  private int received;
  private long lostBefore;

  SoakGuest(
      final Icbmsg instance,
      final String name,
      final int number,
      final long seed,
      final SoakFigures figures) {
    this.instance = instance;
    this.name = name;
    this.number = number;
    this.seed = seed;
    this.figures = figures;
  }

  /** One thread at a time. */
  void come() {
    if (endpoint == null) {
      figures.registrations.incrementAndGet();
      endpoint = ZeroCopyEndpoint.register(instance, name, this);
    }
  }

  /** One thread at a time. */
  void go() {
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
  }

  private long lost() {
    return instance.faults().count(BlockFault.UNBOUND_ENDPOINT);
  }

  /** Another peer begins at 0; told before any message of it can have come here. */
  synchronized void beginBond() {
    received = 0;
    lostBefore = lost();
  }

  @Override
  public synchronized void onBlock(final RxBlock block) {
    final Letter letter = Letter.read(seed, block.buffer(), block.length());
    final boolean sameBond =
        last != null && letter.incarnation() == last.incarnation() && letter.bond() == last.bond();
    final boolean isLater = last == null
        || letter.incarnation() > last.incarnation()
        || letter.incarnation() == last.incarnation()
            && (letter.bond() > last.bond() || sameBond && letter.sequence() > last.sequence());
    if (!isLater || letter.lane() != number) {
      throw new AssertionError(letter + " came to \"" + name + "\" after " + last);
    }
    last = letter;
    received++;
    figures.verified.incrementAndGet();
  }

  synchronized int receivedOrLost() {
    return received + (int) (lost() - lostBefore);
  }
}
