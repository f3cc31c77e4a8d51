package org.intercore.properties.process;

import org.intercore.icbmsg.Icbmsg;
import org.intercore.zerocopy.RxBlock;

/**
 * Gets back what it sends, in the same order. Only so many questions are asked at a time: each is held
 * until its answer is sent, so two sides that ask without end would take all blocks of each other, and
 * none would be left for an answer.
 */
final class SoakAsker extends SoakLane {
  private static final int MOST_UNANSWERED = 16;

  SoakAsker(
      final Icbmsg instance,
      final String name,
      final int number,
      final int life,
      final long seed,
      final int messagesPerSecond,
      final SoakFigures figures) {
    super(instance, name, number, SoakKind.ECHO, life, seed, messagesPerSecond, figures);
  }

  @Override
  synchronized boolean maySend() {
    return sent() - received() < MOST_UNANSWERED;
  }

  @Override
  Letter expected(final RxBlock block) {
    return letter(life, bond(), received());
  }

  @Override
  synchronized boolean isQuiet() {
    return received() == sent();
  }
}
