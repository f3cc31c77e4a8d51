package org.intercore.jmh.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Messages and the order in which they come and go, drawn once and put to every policy alike. Messages
 * come at random moments (a Poisson process), so what one message finds is what holds on average.
 */
final class Demand {
  private static final int NOBODY = -1;

  private final int[] lengths;
  // The message whose place this one takes at its key, if the receiver keeps last values.
  private final int[] replaced;
  // A message comes, or, as ~message, it goes.
  private final int[] events;

  private Demand(final int[] lengths, final int[] replaced, final int[] events) {
    this.lengths = lengths;
    this.replaced = replaced;
    this.events = events;
  }

  static Demand of(final Workload workload, final int messages, final long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    return workload.holding() == Holding.LAST_VALUE
        ? lastValues(workload, messages, random)
        : passing(workload, messages, random);
  }

  private static Demand passing(
      final Workload workload, final int messages, final SplittableRandom random) {
    // One message comes in one unit of time, on average.
    final double meanHeld = workload.load() / workload.mix().mean();
    final int[] lengths = new int[messages];
    final List<Event> events = new ArrayList<>(2 * messages);
    double now = 0;
    for (int i = 0; i < messages; i++) {
      now += Holding.exponential(random, 1);
      lengths[i] = workload.mix().draw(random);
      events.add(new Event(now, i));
      events.add(new Event(now + workload.holding().draw(random, meanHeld), ~i));
    }
    events.sort(null);
    final int[] replaced = new int[messages];
    Arrays.fill(replaced, NOBODY);
    return new Demand(
        lengths, replaced, events.stream().mapToInt(Event::message).toArray());
  }

  private record Event(double time, int message) implements Comparable<Event> {
    @Override
    public int compareTo(final Event other) {
      final int byTime = Double.compare(time, other.time);
      // At the same time: comes before it goes.
      return byTime == 0 ? Integer.compare(other.message, message) : byTime;
    }
  }

  /** Each message is the next value of a key; the last one goes when it has come. */
  private static Demand lastValues(
      final Workload workload, final int messages, final SplittableRandom random) {
    final int[] lengthOfKey = keys(workload, random);
    final double[] popularity = popularity(lengthOfKey.length);
    final int[] last = new int[lengthOfKey.length];
    Arrays.fill(last, NOBODY);
    final int[] lengths = new int[messages];
    final int[] replaced = new int[messages];
    final int[] events = new int[2 * messages];
    int at = 0;
    for (int i = 0; i < messages; i++) {
      final int key = draw(popularity, random);
      lengths[i] = lengthOfKey[key];
      replaced[i] = last[key];
      last[key] = i;
      events[at++] = i;
      if (replaced[i] != NOBODY) {
        events[at++] = ~replaced[i];
      }
    }
    return new Demand(lengths, replaced, Arrays.copyOf(events, at));
  }

  /** As many keys as the load has room for, each with the length of its values. */
  private static int[] keys(final Workload workload, final SplittableRandom random) {
    final List<Integer> lengths = new ArrayList<>();
    int left = (int) workload.load();
    while (left > 0) {
      final int length = Math.min(left, workload.mix().draw(random));
      lengths.add(length);
      left -= length;
    }
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Zipf: the n-th key gets an n-th of the first one's messages. Summed up, to draw from. */
  private static double[] popularity(final int keys) {
    final double[] sums = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    return sums;
  }

  private static int draw(final double[] sums, final SplittableRandom random) {
    final int at = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return Math.min(sums.length - 1, at < 0 ? ~at : at);
  }

  int messages() {
    return lengths.length;
  }

  int length(final int message) {
    return lengths[message];
  }

  /** The message that this one replaces, or -1. */
  int replaced(final int message) {
    return replaced[message];
  }

  /** Comings, and goings as {@code ~message}, in their order. */
  int[] events() {
    return events;
  }
}
