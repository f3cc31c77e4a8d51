package org.intercore.cli.console;

import java.io.PrintStream;

/**
 * Where a command speaks: results on stdout, everything else on stderr, so that a machine can read
 * the first without meeting the second.
 */
public final class Console {
  private final String command;
  private final PrintStream out;
  private final PrintStream err;

  public Console(final String command) {
    this(command, System.out, System.err);
  }

  Console(final String command, final PrintStream out, final PrintStream err) {
    this.command = command;
    this.out = out;
    this.err = err;
  }

  /** A line of the result. */
  public void result(final String line) {
    out.println(line);
    out.flush();
  }

  /** A line for whoever watches. */
  public void note(final String line) {
    err.println("icbmsg " + command + ": " + line);
  }

  /** Whether somebody watches a terminal, so that a line may be drawn over. */
  public boolean isTerminal() {
    final java.io.Console console = System.console();
    return console != null && isRealTerminal(console);
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isRealTerminal(final java.io.Console console) {
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (final ReflectiveOperationException olderJdk) {
      return true;
    }
  }
}
