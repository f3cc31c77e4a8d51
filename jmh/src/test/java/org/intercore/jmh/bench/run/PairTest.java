package org.intercore.jmh.bench.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.jmh.bench.spi.Setup;
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
