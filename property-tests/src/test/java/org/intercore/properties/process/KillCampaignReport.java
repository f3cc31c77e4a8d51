package org.intercore.properties.process;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.intercore.properties.process.KillablePeer.Bell;

/** What a kill campaign has seen, in one line. */
final class KillCampaignReport {
  /** How many numbers a process counts. */
  static final int FIGURES = 3;

  private final Map<String, Integer> kills = new TreeMap<>();
  private final Map<String, Long> verified = new TreeMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private final Map<Bell, List<Long>> unboundNs = new EnumMap<>(Bell.class);
  private final long[] totals = new long[FIGURES];
  private int killed;
  private int bothDied;
  private int settled;
  private int mostBlocks;

  /** Somebody is killed. */
  void killed(final String role, final Bell bell) {
    kills.merge(role, 1, Integer::sum);
    kills.merge(bell.toString(), 1, Integer::sum);
    killed++;
  }

  int kills() {
    return killed;
  }

  void bothDied() {
    bothDied++;
  }

  /** One side had every block back and held nothing. */
  void settled(final int highWater) {
    settled++;
    mostBlocks = Math.max(mostBlocks, highWater);
  }

  /** A survivor was told. */
  void unbound(final Bell bell, final String reason, final long afterNs) {
    reasons.merge(reason, 1, Integer::sum);
    // Who learns it from the next life learns it as late as that comes.
    if (reason.equals("PEER_DIED")) {
      unboundNs.computeIfAbsent(bell, key -> new ArrayList<>()).add(afterNs);
    }
  }

  /** A process has counted on; the figures are those of {@link Figures}. */
  void add(final int figure, final String role, final long more) {
    totals[figure] += more;
    if (figure == 0) {
      verified.merge(role, more, Long::sum);
    }
  }

  long verified() {
    return totals[0];
  }

  long claimsEnded() {
    return totals[1];
  }

  long heldAcrossDeath() {
    return totals[2];
  }

  private String unboundTimes() {
    final StringBuilder text = new StringBuilder();
    unboundNs.forEach((bell, times) -> {
      times.sort(null);
      text.append(String.format(
          Locale.ROOT,
          ", %s median %.1f max %.1f ms of %d",
          bell,
          millis(times.get(times.size() / 2)),
          millis(times.get(times.size() - 1)),
          times.size()));
    });
    return text.toString();
  }

  private static double millis(final long ns) {
    return (double) ns / TimeUnit.MILLISECONDS.toNanos(1);
  }

  @Override
  public String toString() {
    return killed + " kills " + kills + ", both at once " + bothDied + " times; messages verified "
        + verified + "; held across a death " + heldAcrossDeath() + "; claims ended by a death "
        + claimsEnded() + "; at most " + mostBlocks + " blocks in use, all back " + settled
        + " times; unbound " + reasons + unboundTimes();
  }
}
