package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two sides that nobody works for but their runners. */
@Timeout(30)
class IcbmsgRunnerTest {
  private static final org.intercore.icmsg.time.Timeout FOREVER =
      org.intercore.icmsg.time.Timeout.FOREVER;

  @TempDir
  private Path folder;

  private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

  private Icbmsg open() {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(folder.resolve("dir"))
        .txBlocks(4)
        .rxBlocks(4));
  }

  private IcbmsgRunner start() {
    return IcbmsgRunner.start(open(), errors::add);
  }

  private static void awaitTold(final Inbox inbox, final int count) throws InterruptedException {
    while (inbox.told().size() < count) {
      Thread.sleep(1);
    }
  }

  /** The runners sleep between the words, each of which has to wake the other side. */
  @Test
  void messagesWakeARunnerThatSleeps() throws Exception {
    final Inbox inbox = new Inbox();
    try (IcbmsgRunner first = start();
        IcbmsgRunner second = start()) {
      second.instance().register("ear", inbox);
      final Endpoint mouth = first.instance().register("ear", new Inbox());
      assertThat(mouth.awaitBound(FOREVER)).isZero();
      for (int i = 0; i < 50; i++) {
        assertThat(mouth.send(Bytes.of("word"), 0, 4)).isEqualTo(4);
        awaitTold(inbox, i + 2);
        if (i % 10 == 0) {
          Thread.sleep(5);
        }
      }
      assertThat(inbox.told()).hasSize(51).startsWith("bound", "word");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void whatACallbackThrowsGoesToTheErrorHandlerAndTheRunnerGoesOn() throws Exception {
    final Inbox inbox = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        super.onMessage(endpoint, buffer, offset, length, rxToken);
        throw new IllegalArgumentException("as the user likes");
      }
    };
    try (IcbmsgRunner first = start();
        IcbmsgRunner second = start()) {
      second.instance().register("ear", inbox);
      final Endpoint mouth = first.instance().register("ear", new Inbox());
      assertThat(mouth.awaitBound(FOREVER)).isZero();
      for (int i = 0; i < 3; i++) {
        mouth.send(Bytes.of("word"), 0, 4);
        assertThat(errors.take()).hasMessage("as the user likes");
      }
      awaitTold(inbox, 4);
    }
  }

  @Test
  void closingEndsTheThreadAndTheInstance() throws Exception {
    final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    final Icbmsg instance = open();
    final IcbmsgRunner runner =
        IcbmsgRunner.start(instance, BusySpinIdleStrategy.INSTANCE, errors::add, work -> {
          final Thread thread = new Thread(work, "my own");
          threads.add(thread);
          return thread;
        });
    final Thread thread = threads.take();
    assertThat(runner.instance()).isSameAs(instance);
    runner.close();
    runner.close();
    thread.join();
    assertThat(instance.awaitBound(org.intercore.icmsg.time.Timeout.NO_WAIT))
        .isEqualTo(Status.CLOSED);
    assertThatIllegalStateException().isThrownBy(() -> instance.register("late", new Inbox()));
    assertThat(errors).isEmpty();
  }

  @Test
  void aRunnerThatSleepsWithoutAPeerCanBeClosed() throws InterruptedException {
    final IcbmsgRunner runner = start();
    Thread.sleep(20);
    runner.close();
    assertThat(runner.instance().awaitWork(FOREVER)).isFalse();
    assertThat(errors).isEmpty();
  }
}
