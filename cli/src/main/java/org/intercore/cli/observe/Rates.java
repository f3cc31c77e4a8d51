package org.intercore.cli.observe;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.SideView;

/**
 * What was seen some time ago, to say how much a second has come since.
 *
 * @param before what was seen
 * @param elapsedNs how long ago
 */
record Rates(List<ChannelView> before, long elapsedNs) {
  /** How much a second; empty if this very instance was not there yet. */
  Optional<Long> of(
      final ChannelView channel,
      final SideView side,
      final ToLongFunction<EndpointSnapshot> count) {
    return before.stream()
        .filter(seen -> seen.name().equals(channel.name()))
        .flatMap(seen -> seen.sides().stream())
        .filter(seen -> isSame(seen, side))
        .map(seen -> perSecond(count.applyAsLong(side.counters().total())
            - count.applyAsLong(seen.counters().total())))
        .findFirst();
  }

  private static boolean isSame(final SideView seen, final SideView side) {
    return seen.counters() != null
        && seen.role() == side.role()
        && seen.counters().header().equals(side.counters().header());
  }

  private long perSecond(final long more) {
    return Math.round((double) Math.max(0, more) * TimeUnit.SECONDS.toNanos(1) / elapsedNs);
  }
}
