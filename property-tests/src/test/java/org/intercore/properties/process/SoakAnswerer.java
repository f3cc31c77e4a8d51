package org.intercore.properties.process;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;

/** Holds each question until another thread has sent it back. */
final class SoakAnswerer extends SoakLane {
  private static final long GLANCE_MS = 50;

  private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

  private record Question(HeldBlock block, int bond) {}

  SoakAnswerer(
      final Icbmsg instance,
      final String name,
      final int number,
      final int life,
      final long seed,
      final SoakFigures figures) {
    super(instance, name, number, SoakKind.ECHO, life, seed, 1, figures);
  }

  @Override
  void taken(final RxBlock block, final Letter letter) {
    questions.add(new Question(block.hold(), bond()));
  }

  @Override
  void sendUntilOver() {
    try {
      while (!over) {
        // Whoever pauses it has to know that it asks nothing by itself.
        rest(0);
        final Question next = questions.poll(GLANCE_MS, TimeUnit.MILLISECONDS);
        if (next != null) {
          answer(next);
        }
      }
    } catch (final InterruptedException e) {
      throw new AssertionError("nobody interrupts " + this, e);
    }
  }

  @Override
  void giveUp() {
    super.giveUp();
    questions.forEach(question -> question.block.release());
  }

  private void answer(final Question question) {
    try (HeldBlock asked = question.block) {
      boolean answered = false;
      while (!answered && !over && bond() == question.bond) {
        try (TxBlock block = endpoint.claim(asked.length(), SoakKind.ECHO.patience())) {
          if (isClaimed(block, SoakKind.ECHO.patience())) {
            block.buffer().putBytes(0, asked.buffer(), 0, asked.length());
            answered = send(block, question.bond, asked.length());
          }
        }
      }
    }
  }

  @Override
  synchronized boolean isQuiet() {
    return questions.isEmpty() && sent() == received();
  }
}
