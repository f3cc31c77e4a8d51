package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.intercore.jmh.bench.result.Measured;
import org.intercore.jmh.bench.run.Case;
import org.intercore.jmh.bench.run.Pair;
import org.intercore.jmh.bench.run.Window;
import org.intercore.jmh.bench.subject.Subjects;
import org.junit.jupiter.api.Test;

class BenchTest {
  /** A rate is that of a window beside the one of its base with the same number. */
  @Test
  void theWindowsOfACaseAreCountedWhateverNumberOfPartsComeOneAfterTheOther() {
    final List<String> cases = List.of("held-none-256", "held-still-256", "held-half-256");
    final List<Window> windows = new ArrayList<>();
    for (int turn = 0; turn < 2; turn++) {
      for (final String one : cases) {
        windows.add(new Window(one, 1, 1, 1, 1, 0, ""));
        windows.add(new Window(one, 1, 1, 1, 1, 0, ""));
      }
    }
    final Pair pair = new Pair(
        Subjects.named("icbmsg-native"), 2, cases.stream().map(Case::named).toList());
    assertEquals(
        List.of(0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3),
        Bench.measured(7, pair, windows).stream().map(Measured::index).toList());
  }
}
