package org.intercore.cli.console;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a transfer has come: a bar on a terminal, plain lines anywhere else. */
public abstract class Progress implements AutoCloseable {
  /** Says how many bytes are through; cheap enough to call for every message. */
  public abstract void update(long bytes);

  @Override
  public abstract void close();

  /** The kind that suits where the command runs. */
  public static Progress of(final Console console, final String task, final long totalBytes) {
    return console.isTerminal() ? new Bar(task, totalBytes) : new Lines(console, task, totalBytes);
  }

  private static final class Bar extends Progress {
    private final ProgressBar bar;

    Bar(final String task, final long totalBytes) {
      bar = new ProgressBarBuilder()
          .setTaskName(task)
          .setInitialMax(totalBytes)
          .setStyle(ProgressBarStyle.ASCII)
          .setUnit(" MB", 1_000_000)
          .setUpdateIntervalMillis(100)
          .showSpeed()
          .build();
    }

    @Override
    public void update(final long bytes) {
      bar.stepTo(bytes);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line a second at most, and none twice: enough for a log, and nothing for what is through at once. */
  private static final class Lines extends Progress {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Console console;
    private final String task;
    private final long totalBytes;
    private long saidAtNs = System.nanoTime();
    private long saidBytes = -1;

    Lines(final Console console, final String task, final long totalBytes) {
      this.console = console;
      this.task = task;
      this.totalBytes = totalBytes;
    }

    @Override
    public void update(final long bytes) {
      final long now = System.nanoTime();
      if (bytes != saidBytes && now - saidAtNs >= INTERVAL_NS) {
        saidAtNs = now;
        saidBytes = bytes;
        console.note(task + ": " + Words.grouped(bytes) + " of " + Words.grouped(totalBytes)
            + " bytes (" + (totalBytes == 0 ? 100 : bytes * 100 / totalBytes) + " %)");
      }
    }

    @Override
    public void close() {
      // Lines need no end.
    }
  }
}
