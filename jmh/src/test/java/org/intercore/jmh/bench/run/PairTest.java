package org.intercore.jmh.bench.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.bench.subject.Subjects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** That every subject gets through every case; not how fast. */
class PairTest {
  private static final Pace TINY = new Pace(1, 0, 1, 1, 1);

  /** Every subject in every group that it can do, both sides in this JVM. */
  @TestFactory
  List<DynamicTest> everySubjectRunsEveryCase(@TempDir final Path directory) {
    final List<DynamicTest> tests = new ArrayList<>();
    for (final Subject subject : Subjects.ALL) {
      groups().forEach((group, cases) -> {
        final Path own = directory.resolve(subject.name() + "-" + group);
        final Setup setup = Case.setup(cases, 1, own);
        if (subject.supports(setup)) {
          tests.add(DynamicTest.dynamicTest(
              subject.name() + ", " + group, () -> runsHere(subject, setup, cases)));
        }
      });
    }
    return tests;
  }

  private static void runsHere(final Subject subject, final Setup setup, final List<Case> cases)
      throws Exception {
    assertTrue(setup.directory().toFile().mkdirs());
    // Some need flags that this JVM does not have.
    final List<Window> windows = subject.jvmArguments().isEmpty()
        ? InThisJvm.run(subject, setup, cases, TINY)
        : new Pair(subject, 1, cases).run(TINY, JvmOptions.standard());
    assertEquals(
        cases.stream().map(Case::name).toList(),
        windows.stream().map(Window::testCase).toList());
    for (final Window window : windows) {
      assertTrue(window.ns() > 0, window.toString());
      assertTrue(window.floorNs() > 0, window.toString());
      assertEquals(window.testCase().startsWith("latency"), !window.histogram().isEmpty());
    }
  }

  private static Map<String, List<Case>> groups() {
    final Map<String, List<Case>> groups = new LinkedHashMap<>();
    for (final Case one : Case.ALL) {
      groups.computeIfAbsent(one.group(), name -> new ArrayList<>()).add(one);
    }
    return groups;
  }

  /** A sender that knows its place in its queue has to be the same one in all of them. */
  @Test
  void aSubjectForSmallMessagesAloneAnswersInMoreThanOneWindow(@TempDir final Path directory)
      throws Exception {
    final List<Case> cases = List.of(Case.named("round-trip-32"), Case.named("round-trip-48"));
    final Subject lines = Subjects.named("lines-256");
    final Setup setup = Case.setup(cases, 1, directory);
    assertTrue(lines.supports(setup));
    assertEquals(
        2 * cases.size(),
        InThisJvm.run(lines, setup, cases, new Pace(2, 0, 1, 1, 1)).size());
  }

  /** In seconds the cores may change their places: then only a part of the window is of no use. */
  @Test
  void aLongWindowIsMeasuredInPartsWithTheFloorBetweenThem() throws Exception {
    final List<Case> cases = List.of(
        Case.named("held-none-256"), Case.named("held-still-256"), Case.named("held-half-256"));
    for (final String subject : List.of("icbmsg-native", "agrona-one-to-one")) {
      final List<Window> windows = new Pair(Subjects.named(subject), 2, cases)
          .run(new Pace(2, 0, 1, 1, 15), JvmOptions.standard());
      assertEquals(
          Collections.nCopies(2, cases).stream()
              .flatMap(List::stream)
              .flatMap(one -> Collections.nCopies(3, one.name()).stream())
              .toList(),
          windows.stream().map(Window::testCase).toList());
      for (int i = 1; i < windows.size(); i++) {
        assertEquals(windows.get(i - 1).floorAfterNs(), windows.get(i).floorBeforeNs());
      }
    }
  }

  /** What the harness allocates would be said of every subject. */
  @Test
  void theHarnessItselfAllocatesNothingInAWindow(@TempDir final Path directory) throws Exception {
    final List<Case> cases = List.of(Case.named("one-way-32"));
    final Subject lines = Subjects.named("lines-256");
    final List<Window> windows =
        InThisJvm.run(lines, Case.setup(cases, 1, directory), cases, new Pace(20, 0, 1, 1, 1));
    assertEquals(
        0,
        windows.stream().mapToLong(Window::allocatedBytes).min().orElseThrow(),
        windows.toString());
  }

  @Test
  void twoProcessesMeasureTogether() throws Exception {
    final Pair pair = new Pair(
        Subjects.named("icbmsg-zephyr"),
        2,
        List.of(Case.named("round-trip-32"), Case.named("round-trip-256")));
    final List<Window> windows = pair.run(new Pace(2, 1, 1, 1, 1), JvmOptions.standard());
    assertEquals(
        List.of("round-trip-32", "round-trip-256", "round-trip-32", "round-trip-256"),
        windows.stream().map(Window::testCase).toList());
    // Measured once, it ends one window and starts the next.
    assertEquals(windows.get(0).floorAfterNs(), windows.get(1).floorBeforeNs());
  }

  @Test
  void aPairWhoseJvmFailsIsAFailureThatSaysWhy() {
    final Pair pair =
        new Pair(Subjects.named("agrona-one-to-one"), 2, List.of(Case.named("round-trip-32")));
    final JvmOptions broken =
        new JvmOptions(JvmOptions.defaultDirectory(), List.of(), List.of("-XX:NoSuchFlag"));
    final PairFailure failure = assertThrows(PairFailure.class, () -> pair.run(TINY, broken));
    assertTrue(failure.getMessage().contains("NoSuchFlag"), failure.getMessage());
  }

  @Test
  void aPairThatDoesNotStartIsEndedAndSaysSo() {
    final PairFailure failure = stalled(new Watchdog.Limits(1, 60_000, 60_000));
    assertTrue(
        failure.getMessage().contains("ended and skipped, since it did not start within"),
        failure.getMessage());
  }

  @Test
  void aPairThatStallsIsEndedAndSaysWhereItStood() {
    final PairFailure failure = stalled(new Watchdog.Limits(120_000, 1, 120_000));
    assertTrue(
        failure.getMessage().contains("ended and skipped, since it stalled"), failure.getMessage());
    assertTrue(failure.getMessage().contains("main stood at\n"), failure.getMessage());
  }

  @Test
  void aPairThatTakesTooLongIsEndedAndSaysSo() {
    final PairFailure failure = stalled(new Watchdog.Limits(120_000, 120_000, 1));
    assertTrue(
        failure.getMessage().contains("ended and skipped, since it took longer"),
        failure.getMessage());
  }

  /** Its warm-up shows a sign of life each second, which is too seldom. */
  private static PairFailure stalled(final Watchdog.Limits limits) {
    final Pair pair =
        new Pair(Subjects.named("agrona-one-to-one"), 2, List.of(Case.named("round-trip-32")));
    return assertThrows(
        PairFailure.class,
        () -> pair.run(new Pace(1, 10_000, 1, 1, 1), JvmOptions.standard(), limits));
  }

  /** On a busy machine so many would take minutes; what was not sent is late all the same. */
  @Test
  void aPacedWindowEndsInTimeAndCountsWhatItDidNotSend(@TempDir final Path directory)
      throws Exception {
    final List<Case> cases = List.of(Case.named("latency-32"));
    final Subject slow = new SlowSender(Subjects.named("agrona-one-to-one"));
    final Window window =
        InThisJvm.run(slow, Case.setup(cases, 1, directory), cases, TINY).get(0);
    final Histogram latency = Histogram.decodeFromCompressedByteBuffer(
        ByteBuffer.wrap(Base64.getDecoder().decode(window.histogram())), 0);
    // 5 ms, a message each 50 us.
    assertEquals(100, latency.getTotalCount());
    assertTrue(window.messages() < 100, window.messages() + " messages");
    assertTrue(latency.getMinNonZeroValue() > 1_000_000, latency.getMinNonZeroValue() + " ns");
  }

  /** What takes 10 ms for each message. */
  private record SlowSender(Subject subject) implements Subject {
    private static final long NS = 10_000_000;

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public boolean supports(final Setup setup) {
      return true;
    }

    @Override
    public Port open(final Setup setup, final Side side) throws IOException {
      final Port port = subject.open(setup, side);
      if (side == Side.PASSIVE) {
        return port;
      }
      return new Port() {
        @Override
        public void connect() throws IOException {
          port.connect();
        }

        @Override
        public Sender sender() {
          final Sender sender = port.sender();
          return (payload, value) -> {
            final long start = System.nanoTime();
            while (System.nanoTime() - start < NS) {
              Thread.onSpinWait();
            }
            return sender.trySend(payload, value);
          };
        }

        @Override
        public Receiver receiver() {
          return port.receiver();
        }

        @Override
        public void close() {
          port.close();
        }
      };
    }
  }

  @Test
  void aWindowSurvivesItsLine() {
    final Window window =
        new Window("latency-32", Double.POSITIVE_INFINITY, 1.5, 2.25, 3, 4, "abc");
    assertTrue(Window.isLine(window.toLine()));
    assertEquals(window, Window.ofLine(window.toLine()));
  }

  @Test
  void everyCaseIsFoundByItsNameAndItsBaseStandsInItsGroup() {
    for (final Case one : Case.ALL) {
      assertEquals(one, Case.named(one.name()));
      if (one.base() != null) {
        assertEquals(one.group(), Case.named(one.base()).group());
      }
    }
    assertDoesNotThrow(() -> Case.named("round-trip-32"));
    assertThrows(IllegalArgumentException.class, () -> Case.named("round-trip-33"));
  }
}
