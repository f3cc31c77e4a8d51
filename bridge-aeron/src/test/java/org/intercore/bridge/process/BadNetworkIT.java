package org.intercore.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.intercore.icbmsg.layout.LinkFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two bridges over a network that loses one datagram of a hundred and takes a millisecond for each. */
@Tag("campaign")
class BadNetworkIT {
  private static final long MESSAGES = Long.getLong("icbmsg.bridge.messages", 20_000);
  private static final String[] NAMES = {"left", "right"};
  private static final double LOSS = 0.01;
  private static final long DELAY_NS = TimeUnit.MILLISECONDS.toNanos(1);

  @TempDir
  private Path directory;

  private final long seed = Long.getLong("icbmsg.bridge.seed", System.nanoTime());
  private final int[] ports = Ports.free(4);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    Collections.reverse(opened);
    for (final AutoCloseable each : opened) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void allMessagesArriveWholeAndInOrderBothWays(final LinkFormat format) {
    final LossyRelay[] relays = new LossyRelay[2];
    for (int side = 0; side < 2; side++) {
      relays[side] = relay("127.0.0.1", side, "127.0.0.1", LOSS, DELAY_NS);
    }

    final String[] here = {"127.0.0.1", "127.0.0.1"};
    exchange(format, List.of(List.of(), List.of()), here, here);

    assertThat(relays[0].lost()).as("datagrams lost").isPositive();
    assertThat(relays[1].lost()).as("datagrams lost").isPositive();
    System.out.println("lost on the way: " + relays[0].lost() + " and " + relays[1].lost());
  }

  @Test
  void betweenTwoNetworkNamespacesToo() {
    final Namespaces hosts = new Namespaces();
    opened.add(hosts);
    assumeTrue(hosts.refusal() == null, () -> "no network namespaces here: " + hosts.refusal());
    final boolean kernel = hosts.makeBad("loss 1% delay 1ms");
    for (int side = 0; side < 2; side++) {
      relay(
          Namespaces.router(side),
          side,
          Namespaces.host(1 - side),
          kernel ? 0 : LOSS,
          kernel ? 0 : DELAY_NS);
    }

    exchange(
        LinkFormat.NATIVE,
        List.of(hosts.prefix(0), hosts.prefix(1)),
        new String[] {Namespaces.router(0), Namespaces.router(1)},
        new String[] {Namespaces.host(0), Namespaces.host(1)});
  }

  /** From a port that a side sends to, to the other side's own. */
  private LossyRelay relay(
      final String at,
      final int side,
      final String receiver,
      final double loss,
      final long delayNs) {
    final LossyRelay relay = new LossyRelay(
        new InetSocketAddress(at, ports[2 + side]),
        new InetSocketAddress(receiver, ports[1 - side]),
        loss,
        delayNs,
        seed + side);
    opened.add(relay);
    return relay;
  }

  private void exchange(
      final LinkFormat format,
      final List<List<String>> prefixes,
      final String[] routers,
      final String[] hosts) {
    System.out.println("seed " + seed + " (-Dicbmsg.bridge.seed)");
    final BridgeProcess[] bridges = new BridgeProcess[2];
    final Program[] programs = new Program[2];
    for (int side = 0; side < 2; side++) {
      bridges[side] = BridgeProcess.start(
          directory,
          prefixes.get(side),
          "--channel",
          NAMES[side],
          "--dir",
          directory.toString(),
          "--aeron",
          "aeron:udp?endpoint=" + routers[side] + ":" + ports[2 + side],
          "--listen",
          "aeron:udp?endpoint=" + hosts[side] + ":" + ports[side],
          "--endpoints",
          "a",
          "--format",
          format.name().toLowerCase(Locale.ROOT),
          "--json");
      opened.add(bridges[side]);
      programs[side] = new Program(directory, NAMES[side], "a", seed + side, format);
      opened.add(programs[side]);
      programs[side].send(MESSAGES);
    }

    Program.await(
        "all have arrived",
        () -> programs[0].receivedInLife() == MESSAGES && programs[1].receivedInLife() == MESSAGES,
        programs);

    for (int side = 0; side < 2; side++) {
      assertThat(bridges[side].stop()).as(bridges[side].out()).isZero();
      assertThat(bridges[side].out())
          .contains("\"sessions\":1,")
          .contains("\"received\":" + MESSAGES)
          .contains("\"faults\":{}");
    }
  }
}
