package org.intercore.jmh.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.bench.subject.Subjects;

/** One JVM of a pair: one of the sides, or both. */
public final class Worker {
  /** Which sides run in a JVM. */
  enum Part {
    ACTIVE,
    PASSIVE,
    BOTH
  }

  private static final int FAILED = 1;
  private static final int ORPHANED = 2;
  private static final int STALLED = 3;
  private static final int FRAMES = 5;
  private static final String PASSIVE = "passive";

  private final Part part;
  private final Subject subject;
  private final List<Case> cases;
  private final Setup setup;
  private final Pace pace;

  private Worker(final List<String> arguments) {
    this.part = Part.valueOf(arguments.get(0));
    this.subject = Subjects.named(arguments.get(1));
    final int processes = Integer.parseInt(arguments.get(2));
    this.cases = Arrays.stream(arguments.get(3).split(",")).map(Case::named).toList();
    this.setup = Case.setup(cases, processes, Path.of(arguments.get(4)));
    this.pace = Pace.ofArguments(arguments.subList(5, arguments.size()));
  }

  /** The arguments of {@link #main}. */
  static List<String> arguments(
      final Part part,
      final Subject subject,
      final int processes,
      final List<Case> cases,
      final Path directory,
      final Pace pace) {
    final List<String> arguments = new ArrayList<>(List.of(
        part.name(),
        subject.name(),
        Integer.toString(processes),
        String.join(",", cases.stream().map(Case::name).toList()),
        directory.toString()));
    arguments.addAll(pace.toArguments());
    return arguments;
  }

  /**
   * Runs a part of a pair; ends when standard input does, so that it outlives nobody, and when
   * there is something to read, but then says where it stands.
   */
  public static void main(final String[] args) {
    watchParent();
    try {
      new Worker(List.of(args)).run();
    } catch (final Exception | Error e) {
      fail(e);
    }
    System.out.flush();
    // What a transport leaves running must not keep the process.
    Runtime.getRuntime().halt(0);
  }

  private static void fail(final Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      System.err.println(cause);
      for (final StackTraceElement frame : cause.getStackTrace()) {
        System.err.println("  at " + frame);
      }
    }
    Runtime.getRuntime().halt(FAILED);
  }

  /** A pair that does not go on is ended; where it stood, its failure says. */
  private static void sayWhereItStands() {
    Thread.getAllStackTraces().forEach((thread, frames) -> {
      if (thread.getName().equals("main") || thread.getName().equals(PASSIVE)) {
        System.err.println(thread.getName() + " stood at");
        Arrays.stream(frames).limit(FRAMES).forEach(frame -> System.err.println("  " + frame));
      }
    });
  }

  private static void watchParent() {
    final Thread watch = new Thread(
        () -> {
          try {
            if (System.in.read() >= 0) {
              sayWhereItStands();
              Runtime.getRuntime().halt(STALLED);
            }
          } catch (final IOException e) {
            // As good as the end.
          }
          Runtime.getRuntime().halt(ORPHANED);
        },
        "parent");
    watch.setDaemon(true);
    watch.start();
  }

  private void run() throws IOException {
    if (part == Part.PASSIVE) {
      runPassive();
    } else {
      if (part == Part.BOTH) {
        startPassive();
      }
      try (Control control = Control.attach(setup.directory())) {
        new ActiveSide(control, subject, setup, cases, pace, System.out).run();
      }
    }
  }

  private void startPassive() {
    final Thread thread = new Thread(
        () -> {
          try {
            runPassive();
          } catch (final Exception | Error e) {
            fail(e);
          }
        },
        PASSIVE);
    thread.setDaemon(true);
    thread.start();
  }

  private void runPassive() throws IOException {
    try (Control control = Control.attach(setup.directory())) {
      new PassiveSide(control, subject, setup, cases).run();
    }
  }
}
