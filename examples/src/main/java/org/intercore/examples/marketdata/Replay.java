package org.intercore.examples.marketdata;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Sends the trades of a file at the pace at which they were recorded. */
public final class Replay {
  private static final int TRADE_LENGTH = 32;

  private Replay() {}

  /**
   * Runs the program.
   *
   * @param args a file of lines {@code microseconds,symbol,cents,shares} under a line of titles
   * @throws IOException if the file cannot be read
   */
  public static void main(final String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("say which file to replay: examples/data/trades.csv");
    }
    try (BufferedReader file = Files.newBufferedReader(Path.of(args[0]));
        Icbmsg link = Icbmsg.open(IcbmsgConfig.named("market-data"))) {
      final ZeroCopyEndpoint trades = ZeroCopyEndpoint.register(link, "trades", block -> {});
      if (trades.awaitBound(Duration.ofSeconds(30)) < 0) {
        throw new IllegalStateException("no subscriber has come within 30 s");
      }
      replay(file, trades);
    } catch (final NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + e.getMessage(), e);
    }
  }

  private static void replay(final BufferedReader file, final ZeroCopyEndpoint trades)
      throws IOException {
    final long startNs = System.nanoTime();
    int count = 0;
    file.readLine();
    for (String line = file.readLine(); line != null; line = file.readLine()) {
      final String[] fields = line.split(",");
      sleepUntil(startNs + TimeUnit.MICROSECONDS.toNanos(Long.parseLong(fields[0])));
      send(trades, fields);
      count++;
    }
    System.out.println(count + " trades replayed");
  }

  private static void sleepUntil(final long dueNs) {
    for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Of up to 56 bytes: such a message travels in a line of the cache and needs no block. */
  private static void send(final ZeroCopyEndpoint trades, final String[] fields) {
    try (TxBlock block = trades.claim(TRADE_LENGTH, Timeout.FOREVER)) {
      final MutableDirectBuffer trade = block.buffer();
      trade.putLong(0, Long.parseLong(fields[2]));
      trade.putLong(Long.BYTES, Long.parseLong(fields[3]));
      final int symbol = 2 * Long.BYTES;
      final int length = symbol + trade.putStringAscii(symbol, fields[1]);
      final int sent = block.send(length);
      if (sent < 0) {
        throw new IllegalStateException("a trade was not sent: " + Status.describe(sent));
      }
    }
  }
}
