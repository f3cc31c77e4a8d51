package org.intercore.properties.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Where a process dies. {@link StepInstrumentation} puts a call to {@link #reached} in front of every
 * step of the library: every store into a buffer, and every call that the file system or a socket can
 * see. The process counts how often it passes each of them in each phase, and halts in front of the
 * one it was told.
 *
 * <p>To die in front of a step is to die behind the one before it: what lies between is private memory.
 */
public final class DeathPoint {
  static final int EXIT_CODE = 42;

  /** Passes by phase and step. */
  private static final Map<String, Integer> PASSES = new LinkedHashMap<>();

  private static String phase;
  private static At end;

  private DeathPoint() {}

  /**
   * One point.
   *
   * @param phase of the process's life
   * @param step where in the code, and what
   * @param pass counted from 1, in that phase
   */
  record At(String phase, String step, int pass) {
    static final At NOWHERE = new At("", "", 0);

    private static final String SEPARATOR = "|";

    static At parse(final String text) {
      final String[] parts = text.split("\\|", -1);
      return new At(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    At atPass(final int other) {
      return new At(phase, step, other);
    }

    @Override
    public String toString() {
      return phase + SEPARATOR + step + SEPARATOR + pass;
    }
  }

  /** Decides where this process dies. Nothing is counted before. */
  static synchronized void dieAt(final At point) {
    end = point;
  }

  /** The process begins something else. */
  static synchronized void enter(final String next) {
    phase = next;
  }

  /**
   * The process is about to do a step. Called by the library's code as it was transformed.
   *
   * @param step where and what
   */
  public static synchronized void reached(final String step) {
    if (end == null || phase == null) {
      return;
    }
    final int pass = PASSES.merge(phase + At.SEPARATOR + step, 1, Integer::sum);
    if (pass == end.pass && step.equals(end.step) && phase.equals(end.phase)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /** Tells all steps that were passed, and how often. */
  static synchronized void forEach(final BiConsumer<String, Integer> what) {
    PASSES.forEach(what);
  }
}
