package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.InstancesOfAnyFormat;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/** Two sides of an instance, driven step by step from one thread. */
@Scaled
class EndpointProperties {
  private static final int STEPS = 300;
  private static final int MOST_NAMES = 6;
  private static final int MOST_ENDPOINTS = 254;

  /** Both sides and their memory. */
  private static final class Meeting {
    final SplittableRandom random;
    final GuardedMemory memory;
    final Party[] parties = new Party[2];
    final int longestName;

    Meeting(final InstanceShape shape, final long seed, final boolean throwing) {
      random = new SplittableRandom(seed);
      memory = shape.memory();
      for (int i = 0; i < 2; i++) {
        parties[i] = new Party(shape.config(memory, i), random.split(), throwing);
      }
      parties[0].meet(parties[1]);
      parties[1].meet(parties[0]);
      longestName = Math.min(
              parties[0].instance().txGeometry().maxPayload(),
              parties[1].instance().txGeometry().maxPayload())
          - 1;
    }

    Party someone() {
      return parties[random.nextInt(2)];
    }

    void settle() {
      int idle = 0;
      while (idle < 3) {
        int work = 0;
        for (final Party party : parties) {
          party.releaseAll();
          work += party.doWork();
        }
        idle = work == 0 ? idle + 1 : 0;
      }
    }

    void end() {
      for (final Party party : parties) {
        party.checkAtRest();
      }
      for (final Party party : parties) {
        party.instance().close();
        assertThatThrownBy(() -> party.register("late")).isInstanceOf(IllegalStateException.class);
      }
      memory.checkCanaries();
    }

    /** Names of every length that fits, some of them not of ASCII. */
    List<String> names(final int count) {
      final Set<String> names = new LinkedHashSet<>();
      while (names.size() < count) {
        final int letters = random.nextInt(1, Math.min(longestName, 100) + 1);
        final StringBuilder name = new StringBuilder();
        for (int i = 0; i < letters; i++) {
          name.append((char)
              (random.nextInt(8) == 0 ? 0xE0 + random.nextInt(20) : 'a' + random.nextInt(26)));
        }
        if (name.toString().getBytes(StandardCharsets.UTF_8).length <= longestName) {
          names.add(name.toString());
        }
      }
      return new ArrayList<>(names);
    }
  }

  @Property(tries = 600)
  void eachMessageArrivesOnceWholeAndInOrder(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final long seed) {
    Watchdog.guard("two instances", () -> converse(new Meeting(shape, seed, false)));
  }

  @Property(tries = 400)
  void aHandlerThatThrowsHarmsNobodyElse(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final long seed) {
    Watchdog.guard("two instances", () -> converse(new Meeting(shape, seed, true)));
  }

  private static void converse(final Meeting meeting) {
    final SplittableRandom random = meeting.random;
    final List<String> names = meeting.names(random.nextInt(1, MOST_NAMES + 1));
    for (int step = 0; step < STEPS; step++) {
      final Party party = meeting.someone();
      final String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(16)) {
        case 0, 1 -> party.register(name);
        case 2 -> {
          if (random.nextInt(3) == 0) {
            party.deregister(name);
          }
        }
        case 3, 4, 5, 6, 7, 8 -> party.send(name);
        case 9 -> party.releaseOne();
        default -> party.doWork();
      }
    }
    for (final Party party : meeting.parties) {
      names.stream().filter(name -> !party.isRegistered(name)).forEach(party::register);
    }
    meeting.settle();
    meeting.end();
  }

  @Property(tries = 3)
  void asManyEndpointsAsThereAreAddressesAreBoundInAnyOrder(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final long seed) {
    final Meeting meeting = new Meeting(shape.withRoomForNames(), seed, false);
    final List<String> names = meeting.names(MOST_ENDPOINTS);
    for (final Party party : meeting.parties) {
      final List<String> left = new ArrayList<>(names);
      while (!left.isEmpty()) {
        party.register(left.remove(meeting.random.nextInt(left.size())));
        if (meeting.random.nextInt(4) == 0) {
          meeting.someone().doWork();
        }
      }
      assertThatThrownBy(() -> party.register("one more"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("254");
    }
    meeting.settle();
    for (final String name : names) {
      meeting.someone().send(name);
      if (meeting.random.nextInt(3) == 0) {
        meeting.settle();
      }
    }
    meeting.settle();
    meeting.end();
  }

  /** From one byte to all that fits beside the NUL, in either order of registration. */
  @Property(tries = 25)
  void namesOfEveryLengthThatFitsAreBoundAndNoOthersAreTaken(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final long seed) {
    final Meeting meeting = new Meeting(shape.withRoomForNames(), seed, false);
    final int most = MOST_ENDPOINTS / 2;
    for (int i = 0; i < most; i++) {
      // The shortest ones and, from the middle on, the longest ones.
      final int length = i < most / 2 ? i + 1 : meeting.longestName - (most - 1 - i);
      final String name = "n".repeat(Math.max(1, Math.min(length, meeting.longestName)));
      final int first = meeting.random.nextInt(2);
      if (meeting.parties[first].isRegistered(name)) {
        continue;
      }
      meeting.parties[first].register(name);
      if (meeting.random.nextBoolean()) {
        meeting.settle();
      }
      meeting.parties[1 - first].register(name);
      if (meeting.random.nextBoolean()) {
        meeting.settle();
      }
    }
    for (final Party party : meeting.parties) {
      final int longest = party.instance().txGeometry().maxPayload() - 1;
      for (final String name : List.of("", "\0", "a\0b", "n".repeat(longest + 1))) {
        assertThatThrownBy(() -> party.instance().register(name, (e, b, o, l, t) -> {}))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    meeting.settle();
    meeting.end();
  }
}
