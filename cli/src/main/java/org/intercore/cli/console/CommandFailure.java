package org.intercore.cli.console;

/** A command failed for a reason that one sentence tells: exit code 1, no stack trace. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailure(final String sentence) {
    super(sentence);
  }

  public CommandFailure(final String sentence, final Throwable cause) {
    super(sentence, cause);
  }
}
