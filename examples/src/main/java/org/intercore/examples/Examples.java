package org.intercore.examples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.intercore.examples.eventloop.Clock;
import org.intercore.examples.eventloop.Display;
import org.intercore.examples.helloendpoints.HelloClient;
import org.intercore.examples.helloendpoints.HelloServer;
import org.intercore.examples.hellolink.Answerer;
import org.intercore.examples.hellolink.Caller;
import org.intercore.examples.manyclients.AuctionClient;
import org.intercore.examples.manyclients.AuctionServer;
import org.intercore.examples.manyproducers.OrderConsumer;
import org.intercore.examples.manyproducers.OrderProducer;
import org.intercore.examples.marketdata.Replay;
import org.intercore.examples.marketdata.Subscriber;
import org.intercore.examples.pipeline.Averager;
import org.intercore.examples.pipeline.Sink;
import org.intercore.examples.pipeline.Source;
import org.intercore.examples.requestresponse.RequestClient;
import org.intercore.examples.requestresponse.RequestServer;
import org.intercore.examples.restart.Boss;
import org.intercore.examples.restart.Worker;
import org.intercore.examples.virtualthreads.PatientClient;
import org.intercore.examples.virtualthreads.SlowServer;
import org.intercore.examples.zephyrpeer.Core;
import org.intercore.examples.zephyrpeer.Host;

/**
 * Starts an example by its name and role, and turns what goes wrong into a sentence. The examples
 * themselves are programs of their own and know nothing of it.
 */
public final class Examples {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** Those that {@code bin/example} finds elsewhere: in the jar of the bridge. */
  private static final String ELSEWHERE = "two-hosts";

  private static final Map<String, Map<String, Main>> EXAMPLES = new LinkedHashMap<>();

  static {
    role("hello-link", "caller", Caller::main);
    role("hello-link", "answerer", Answerer::main);
    role("hello-endpoints", "client", HelloClient::main);
    role("hello-endpoints", "server", HelloServer::main);
    role("pipeline", "source", Source::main);
    role("pipeline", "averager", Averager::main);
    role("pipeline", "sink", Sink::main);
    role("request-response", "client", RequestClient::main);
    role("request-response", "server", RequestServer::main);
    role("many-producers", "producer", OrderProducer::main);
    role("many-producers", "consumer", OrderConsumer::main);
    role("many-clients", "client", AuctionClient::main);
    role("many-clients", "server", AuctionServer::main);
    role("event-loop", "clock", Clock::main);
    role("event-loop", "display", Display::main);
    role("virtual-threads", "client", PatientClient::main);
    role("virtual-threads", "server", SlowServer::main);
    role("zephyr-peer", "host", Host::main);
    role("zephyr-peer", "core", Core::main);
    role("market-data", "replay", Replay::main);
    role("market-data", "subscriber", Subscriber::main);
    role("restart", "boss", Boss::main);
    role("restart", "worker", Worker::main);
  }

  private Examples() {}

  /** A program. */
  @FunctionalInterface
  private interface Main {
    void run(String[] args) throws Exception;
  }

  private static void role(final String example, final String role, final Main main) {
    EXAMPLES.computeIfAbsent(example, (name) -> new LinkedHashMap<>()).put(role, main);
  }

  /**
   * Runs one side of one example.
   *
   * @param args its name, its role, and what that role takes
   */
  public static void main(final String[] args) {
    final Map<String, Main> roles = args.length > 0 ? EXAMPLES.get(args[0]) : null;
    if (roles == null) {
      end(
          WRONG_USAGE,
          "bin/example NAME ROLE, where NAME is one of " + words(EXAMPLES) + ", " + ELSEWHERE);
    }
    final Main main = args.length > 1 ? roles.get(args[1]) : null;
    if (main == null) {
      end(WRONG_USAGE, "bin/example " + args[0] + " ROLE, where ROLE is one of " + words(roles));
    }
    try {
      main.run(Arrays.copyOfRange(args, 2, args.length));
    } catch (final Exception e) {
      end(FAILED, args[0] + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private static String words(final Map<String, ?> choices) {
    return String.join(", ", choices.keySet());
  }

  private static void end(final int exitCode, final String sentence) {
    System.err.println(sentence);
    System.exit(exitCode);
  }
}
