package org.intercore.properties.process;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.intercore.properties.process.DeathPointCampaign.Trial;
import org.intercore.properties.process.DyingPeer.Phase;

/** Which points a campaign has tried, in some lines. */
final class DeathPointReport {
  private final Map<String, Map<Phase, Tally>> tallies = new TreeMap<>();
  private final Tally all = new Tally();

  /** Deaths of one phase. */
  private static final class Tally {
    private int planned;
    private int tried;
    private int died;

    @Override
    public String toString() {
      return died + "/" + planned + (tried > died ? " (" + (tried - died) + " missed)" : "");
    }
  }

  private Tally of(final Trial trial) {
    return tallies
        .computeIfAbsent(
            trial.way().format() + " " + trial.way().bell() + " " + trial.situation(),
            key -> new EnumMap<>(Phase.class))
        .computeIfAbsent(trial.phase(), key -> new Tally());
  }

  void planned(final Collection<Trial> plan) {
    plan.forEach(trial -> of(trial).planned++);
    all.planned += plan.size();
  }

  /**
   * Somebody should have died.
   *
   * @param pass what {@link DeathPointCampaign#run} gave
   */
  void tried(final Trial trial, final int pass) {
    final Tally tally = of(trial);
    tally.tried++;
    all.tried++;
    if (pass > 0) {
      tally.died++;
      all.died++;
    }
  }

  /** Those in which somebody died. */
  Set<Phase> phases() {
    final Set<Phase> found = EnumSet.noneOf(Phase.class);
    tallies
        .values()
        .forEach(phases -> phases.forEach((phase, tally) -> {
          if (tally.died > 0) {
            found.add(phase);
          }
        }));
    return found;
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder(all + " points");
    tallies.forEach((where, phases) -> text.append(System.lineSeparator())
        .append("  ")
        .append(where)
        .append(": ")
        .append(phases));
    return text.toString();
  }
}
