package org.intercore.cli.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.intercore.cli.console.Words;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.observe.EndpointCondition;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.intercore.icbmsg.rendezvous.ChannelFileView;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.RingView;
import org.intercore.icbmsg.rendezvous.SideView;

/**
 * What seems to be wrong with a channel, in sentences for somebody who was woken by it. What explains the
 * most comes first.
 */
final class Diagnosis {
  static final String NOTHING = "nothing is wrong as far as can be seen from here";

  /** What is held for longer than that is worth a word. */
  private static final Duration LONG_HELD = Duration.ofSeconds(10);

  /** Two sides that see each other are bound within milliseconds. */
  private static final Duration LONG_UNBOUND = Duration.ofSeconds(2);

  private static final Duration RECENT = Duration.ofMinutes(10);

  private final ChannelView channel;
  private final Optional<ChannelFileView> file;
  private final List<String> found = new ArrayList<>();

  private Diagnosis(final ChannelView channel, final Optional<ChannelFileView> file) {
    this.channel = channel;
    this.file = file;
  }

  /** One sentence or more; the file is empty if it could not be read. */
  static List<String> of(final ChannelView channel, final Optional<ChannelFileView> file) {
    final Diagnosis diagnosis = new Diagnosis(channel, file);
    diagnosis.look();
    return diagnosis.found.isEmpty() ? List.of(NOTHING) : List.copyOf(diagnosis.found);
  }

  private void look() {
    channel.sides().forEach(this::lookAtProcess);
    lookAtBond();
    if (channel.sides().stream().allMatch(side -> side.counters() != null)) {
      lookAtEndpoints(channel.initiator(), channel.follower());
      lookAtEndpoints(channel.follower(), channel.initiator());
    }
    channel.sides().forEach(this::lookAtBlocks);
    channel.sides().forEach(this::lookAtFaults);
    file.ifPresent(read -> read.rings().forEach(this::lookAtRing));
  }

  private void lookAtProcess(final SideView side) {
    if (side.problem() != null) {
      found.add("the counters of the " + name(side) + " cannot be read: " + side.problem());
    }
    switch (side.condition()) {
      case DIED ->
        found.add(
            named(side) + " has ended without closing; it last worked " + ago(side.silence()));
      case SILENT ->
        found.add(named(side) + " has not done its work since "
            + Words.age(side.silence())
            + ": it hangs, was stopped, or nobody calls doWork()");
      default -> {
        // Somebody is at work, or nobody was ever there.
      }
    }
  }

  private static String name(final SideView side) {
    return name(side.role());
  }

  private static String name(final Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static String named(final SideView side) {
    return "the " + name(side) + " (process " + side.counters().header().processId() + ")";
  }

  private static String ago(final Duration age) {
    return Words.age(age) + " ago";
  }

  private SideView other(final SideView side) {
    return side == channel.initiator() ? channel.follower() : channel.initiator();
  }

  private void lookAtBond() {
    for (final SideView side : channel.sides()) {
      if (isAtWork(side) && side.condition() == SideView.Condition.ALONE) {
        final boolean alone = other(side).holder().isEmpty();
        final InstanceSnapshot.Link link = side.counters().link();
        if (link.sinceUnbound() != null) {
          found.add("the " + name(side) + "'s peer is gone since "
              + Words.age(link.sinceUnbound()) + " (" + link.unboundReason() + ")"
              + (alone ? ", and nobody has taken its place" : ""));
        } else if (alone) {
          found.add("the " + name(side) + " waits for a peer since "
              + Words.age(side.counters().age())
              + ": nobody has ever opened the other side");
        } else if (side.counters().age().compareTo(LONG_UNBOUND) > 0) {
          found.add("the " + name(side) + " is not bound although the " + name(other(side))
              + " (process " + other(side).holder().get() + ") has the channel open");
        }
      }
    }
  }

  private boolean isAtWork(final SideView side) {
    return side.holder().isPresent() && side.counters() != null;
  }

  private void lookAtEndpoints(final SideView here, final SideView there) {
    final Set<String> others =
        registered(there).stream().map(EndpointSnapshot::name).collect(Collectors.toSet());
    for (final EndpointSnapshot endpoint : registered(here)) {
      final String quoted = "endpoint \"" + Words.printable(endpoint.name()) + "\"";
      if (!others.contains(endpoint.name())) {
        found.add(quoted + ": registered by the " + name(here) + ", not by the " + name(there));
      } else if (endpoint.condition() == EndpointCondition.UNBOUND
          && here.counters().link().isBound()
          && endpoint.inState().compareTo(LONG_UNBOUND) > 0) {
        found.add(quoted + ": registered on both sides, and not bound at the " + name(here)
            + " since " + Words.age(endpoint.inState()));
      }
    }
  }

  private List<EndpointSnapshot> registered(final SideView side) {
    return side.counters().endpoints().stream()
        .filter(endpoint -> endpoint.condition() != EndpointCondition.CLOSED)
        .filter(endpoint -> endpoint.inState() != null)
        .toList();
  }

  private void lookAtBlocks(final SideView side) {
    if (side.counters() == null) {
      return;
    }
    final InstanceSnapshot.TxBlocks tx = side.counters().tx();
    final SideView receiver = other(side);
    final InstanceSnapshot.RxBlocks rx =
        receiver.counters() == null ? null : receiver.counters().rx();
    final int held = rx == null ? 0 : heldBlocks(rx);
    final String whose = (tx.count() == 1 ? "the only block" : "all " + tx.count() + " blocks")
        + " of the " + name(side);
    if (tx.free() == 0 && held >= tx.count()) {
      found.add(whose + " are held by the receiver" + oldest(rx.oldestHeld()));
    } else if (tx.free() == 0) {
      found.add(whose + " are in use: " + tx.claimed() + " claimed and not sent, " + held
          + " held by the receiver" + (held > 0 ? oldest(rx.oldestHeld()) : "") + ", "
          + Math.max(0, tx.sent() - held) + " sent and not yet released"
          + oldest(tx.oldestSent()));
    } else if (held > 0 && rx.oldestHeld().compareTo(LONG_HELD) > 0) {
      found.add("the " + name(receiver) + " holds " + Words.count(held, "block")
          + oldest(rx.oldestHeld()));
    }
    if (tx.largestFree() > 0 && tx.largestFree() <= tx.free() / 4) {
      found.add(tx.free() + " blocks of the " + name(side) + " are free, but no more than "
          + tx.largestFree() + " in a row");
    }
  }

  private static String oldest(final Duration age) {
    return age == null ? "" : ", oldest " + Words.age(age);
  }

  private static int heldBlocks(final InstanceSnapshot.RxBlocks rx) {
    return rx.runs().stream()
        .filter(RunWords::isAway)
        .mapToInt(InstanceSnapshot.Run::length)
        .sum();
  }

  private void lookAtFaults(final SideView side) {
    if (side.counters() != null && !side.counters().lastFaults().isEmpty()) {
      final InstanceSnapshot.Fault last = side.counters().lastFaults().get(0);
      final long count =
          side.counters().faults().values().stream().mapToLong(Long::longValue).sum();
      if (last.age().compareTo(RECENT) < 0) {
        found.add("the " + name(other(side)) + " broke the protocol "
            + (count == 1 ? "once" : Words.grouped(count) + " times") + ", last "
            + ago(last.age()) + ": " + last.sentence());
      }
    }
  }

  private void lookAtRing(final RingView ring) {
    final SideView reader =
        ring.writer() == Role.INITIATOR ? channel.follower() : channel.initiator();
    final SideView.Condition condition = reader.condition();
    if (ring.unread().isEmpty()) {
      found.add("the ring that the " + name(ring.writer())
          + " writes is corrupted: its indices (written " + ring.written() + ", read "
          + ring.read() + ") cannot be true");
    } else if (ring.unread().get() > 0
        && (condition == SideView.Condition.SILENT || condition == SideView.Condition.DIED)) {
      found.add("what the " + name(ring.writer()) + " has sent is not read by the " + name(reader)
          + ": " + RingWords.unread(ring));
    }
  }
}
