package org.intercore.examples.marketdata;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Keeps what the trades of each symbol come to, and prints it when the replay is over. */
public final class Subscriber {
  private static final Map<String, Summary> SUMMARIES = new TreeMap<>();

  private Subscriber() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("market-data"))) {
      ZeroCopyEndpoint.register(link, "trades", Subscriber::onTrade);
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no replay has come within 30 s");
      }
      while (link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
    System.out.println("symbol  trades  shares     low    high  average");
    SUMMARIES.forEach((symbol, summary) -> System.out.println(summary.line(symbol)));
  }

  private static void onTrade(final RxBlock block) {
    final DirectBuffer trade = block.buffer();
    SUMMARIES
        .computeIfAbsent(trade.getStringAscii(2 * Long.BYTES), (symbol) -> new Summary())
        .add(trade.getLong(0), trade.getLong(Long.BYTES));
  }

  /** Prices are in cents. */
  private static final class Summary {
    private int trades;
    private long shares;
    private long turnover;
    private long low = Long.MAX_VALUE;
    private long high;

    void add(final long price, final long size) {
      trades++;
      shares += size;
      turnover += price * size;
      low = Math.min(low, price);
      high = Math.max(high, price);
    }

    String line(final String symbol) {
      return String.format(
          Locale.ROOT,
          "%-6s  %6d  %6d  %6.2f  %6.2f  %7.3f",
          symbol,
          trades,
          shares,
          low / 100.0,
          high / 100.0,
          turnover / 100.0 / shares);
    }
  }
}
