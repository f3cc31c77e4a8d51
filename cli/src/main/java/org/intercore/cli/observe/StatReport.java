package org.intercore.cli.observe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.Table;
import org.intercore.cli.console.Words;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ServerView;
import org.intercore.icbmsg.rendezvous.SideView;

/**
 * What was seen of some instances at one moment.
 *
 * @param directory where they are
 * @param channels what was seen
 * @param servers that were seen; their clients are channels, too
 * @param rates what was seen before, to be compared with; null for totals
 */
record StatReport(
    Path directory, List<ChannelView> channels, List<ServerView> servers, Rates rates) {
  private static final int BAR_WIDTH = 32;

  /** Lines for people. */
  String toText(final boolean withEndpoints) {
    if (channels.isEmpty() && servers.isEmpty()) {
      return "no channel in " + directory;
    }
    final List<String> lines = new ArrayList<>();
    if (!servers.isEmpty()) {
      lines.add(serverTable());
    }
    if (!channels.isEmpty()) {
      lines.add(sides());
    }
    if (withEndpoints) {
      channels.forEach(channel -> lines.add(endpoints(channel)));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** Sums over the sides of all clients; what a client that has gone had sent is not in them. */
  private String serverTable() {
    final Table table = new Table()
        .row("server", "process", "state", "clients", "sent" + unit(), "received" + unit());
    for (final ServerView server : servers) {
      table.row(
          server.name(),
          server.holder().orElse("-"),
          server.holder().isPresent() ? "listens" : "died",
          connected(server),
          sum(server, EndpointSnapshot::sent),
          sum(server, EndpointSnapshot::received));
    }
    return table.render() + (channels.isEmpty() ? "" : System.lineSeparator());
  }

  private static long connected(final ServerView server) {
    return server.clients().stream()
        .filter(client -> client.initiator().condition() == SideView.Condition.BOUND)
        .count();
  }

  private String sum(final ServerView server, final ToLongFunction<EndpointSnapshot> count) {
    long sum = 0;
    for (final ChannelView client : server.clients()) {
      final SideView side = client.initiator();
      if (side.counters() != null) {
        sum += rates == null
            ? count.applyAsLong(side.counters().total())
            : rates.of(client, side, count).orElse(0L);
      }
    }
    return Words.grouped(sum);
  }

  private String sides() {
    final Table table = new Table()
        .row(
            "channel",
            "side",
            "process",
            "state",
            "sent" + unit(),
            "received" + unit(),
            "refused" + unit(),
            "waited" + unit(),
            "free",
            "blocks");
    for (final ChannelView channel : channels) {
      for (final SideView side : channel.sides()) {
        table.row(row(channel, side));
      }
    }
    return table.render();
  }

  private Object[] row(final ChannelView channel, final SideView side) {
    final List<Object> cells = new ArrayList<>();
    cells.add(channel.name());
    cells.add(word(side.role()));
    cells.add(processId(side));
    cells.add(SideWords.state(side));
    final InstanceSnapshot counted = side.counters();
    if (counted != null) {
      cells.add(number(channel, side, EndpointSnapshot::sent));
      cells.add(number(channel, side, EndpointSnapshot::received));
      cells.add(number(channel, side, EndpointSnapshot::refusals));
      cells.add(number(channel, side, EndpointSnapshot::waitCount));
      cells.add(counted.tx().free() + " of " + counted.tx().count());
      cells.add(BlockBar.draw(counted.tx(), BAR_WIDTH));
    }
    return cells.toArray();
  }

  private String unit() {
    return rates == null ? "" : "/s";
  }

  private String number(
      final ChannelView channel,
      final SideView side,
      final ToLongFunction<EndpointSnapshot> count) {
    if (rates == null) {
      return Words.grouped(count.applyAsLong(side.counters().total()));
    }
    return rates.of(channel, side, count).map(Words::grouped).orElse("-");
  }

  private static String processId(final SideView side) {
    if (side.holder().isPresent()) {
      return side.holder().get();
    }
    return side.counters() == null
        ? "-"
        : Long.toString(side.counters().header().processId());
  }

  private String endpoints(final ChannelView channel) {
    final Table table = new Table()
        .row(
            "endpoint",
            "side",
            "state",
            "sent",
            "bytes",
            "received",
            "bytes",
            "refused",
            "waited",
            "longest",
            "holds");
    for (final SideView side : channel.sides()) {
      if (side.counters() != null) {
        for (final EndpointSnapshot endpoint : side.counters().endpoints()) {
          table.row(
              Words.printable(endpoint.name()),
              word(side.role()),
              word(endpoint.condition()),
              Words.grouped(endpoint.sent()),
              Words.grouped(endpoint.sentBytes()),
              Words.grouped(endpoint.received()),
              Words.grouped(endpoint.receivedBytes()),
              Words.grouped(endpoint.refusals()),
              Words.grouped(endpoint.waitCount()),
              Words.micros(endpoint.longestWaitNs()),
              Words.grouped(endpoint.holds()));
        }
      }
    }
    return System.lineSeparator() + table.render();
  }

  private static String word(final Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The line for machines. */
  String toJson() {
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("directory", directory.toString());
    all.put("servers", servers.stream().map(StatReport::toMap).toList());
    all.put("channels", channels.stream().map(StatReport::toMap).toList());
    return JsonLine.of(all);
  }

  private static Map<String, Object> toMap(final ServerView server) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", server.name());
    map.put(
        "process",
        server.holder().filter(id -> !id.equals("?")).map(Long::valueOf).orElse(null));
    map.put("connected", connected(server));
    map.put("clients", server.clients().stream().map(ChannelView::name).toList());
    return map;
  }

  private static Map<String, Object> toMap(final ChannelView channel) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", channel.name());
    for (final SideView side : channel.sides()) {
      map.put(word(side.role()), SnapshotMap.of(side));
    }
    return map;
  }
}
