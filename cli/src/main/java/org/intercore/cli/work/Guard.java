package org.intercore.cli.work;

/** Looks, now and then, whether it still makes sense to go on. */
@FunctionalInterface
public interface Guard {
  /**
   * Never blocks.
   *
   * @throws org.intercore.cli.console.CommandFailure with a sentence if the command cannot go on
   */
  void check();
}
