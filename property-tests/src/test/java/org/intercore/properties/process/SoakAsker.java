package org.intercore.properties.process;

import org.intercore.icbmsg.Icbmsg;
import org.intercore.zerocopy.RxBlock;

/** Gets back what it sends, in the same order. */
final class SoakAsker extends SoakLane {
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
  Letter expected(final RxBlock block) {
    return letter(life, bond(), received());
  }

  @Override
  synchronized boolean isQuiet() {
    return received() == sent();
  }
}
