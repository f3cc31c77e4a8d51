package org.intercore.icbmsg.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;

/**
 * Binds what an instance counts to meters: {@code new IcbmsgMetrics("prices", link::counters)}. The
 * meters read when they are asked, and cost nothing until then.
 *
 * <p>Endpoints get meters of their own if they are registered by the time of {@link #bindTo}; call it
 * again for those that came later.
 */
public final class IcbmsgMetrics implements MeterBinder {
  /** One reading serves all meters that are asked at the same time. */
  private static final long FRESH_NS = 100_000_000;

  private final String instance;
  private final Supplier<InstanceSnapshot> source;
  private InstanceSnapshot last;
  private long lastNs;

  /**
   * A binder.
   *
   * @param instance what the meters are tagged with
   * @param source of the counters
   */
  public IcbmsgMetrics(final String instance, final Supplier<InstanceSnapshot> source) {
    this.instance = instance;
    this.source = source;
  }

  private synchronized InstanceSnapshot now() {
    final long nowNs = System.nanoTime();
    if (last == null || nowNs - lastNs > FRESH_NS) {
      last = source.get();
      lastNs = nowNs;
    }
    return last;
  }

  @Override
  public void bindTo(final MeterRegistry registry) {
    final Tags tags = Tags.of("instance", instance);
    bindBlocks(registry, tags);
    bindLink(registry, tags);
    for (final EndpointSnapshot endpoint : now().endpoints()) {
      final String name = endpoint.name();
      bindEndpoint(registry, tags.and("endpoint", name), counted -> find(counted, name));
    }
  }

  private static EndpointSnapshot find(final InstanceSnapshot counted, final String name) {
    for (final EndpointSnapshot endpoint : counted.endpoints()) {
      if (endpoint.name().equals(name)) {
        return endpoint;
      }
    }
    return null;
  }

  private void bindBlocks(final MeterRegistry registry, final Tags tags) {
    blocks(registry, tags, "free", counted -> counted.tx().free());
    blocks(registry, tags, "claimed", counted -> counted.tx().claimed());
    blocks(registry, tags, "sent", counted -> counted.tx().sent());
    gauge(registry, tags, "icbmsg.blocks.high.water", counted -> counted.tx().highWater());
    gauge(registry, tags, "icbmsg.blocks.largest.free", counted -> counted.tx().largestFree());
    gauge(registry, tags, "icbmsg.holds", counted -> counted.rx().held());
    age(registry, tags, "icbmsg.holds.oldest", counted -> counted.rx().oldestHeld());
  }

  private void blocks(
      final MeterRegistry registry,
      final Tags tags,
      final String state,
      final ToDoubleFunction<InstanceSnapshot> value) {
    gauge(registry, tags.and("state", state), "icbmsg.blocks", value);
  }

  private void bindLink(final MeterRegistry registry, final Tags tags) {
    gauge(registry, tags, "icbmsg.bound", counted -> counted.link().isBound() ? 1 : 0);
    age(registry, tags, "icbmsg.silence", InstanceSnapshot::silence);
    counter(registry, tags, "icbmsg.bonds", counted -> counted.link().bonds());
    counter(registry, tags, "icbmsg.unbonds", counted -> sum(counted.link().unbonds()));
    counter(registry, tags, "icbmsg.undelivered", counted -> counted.link().undelivered());
    counter(registry, tags, "icbmsg.faults", counted -> sum(counted.faults()));
    counter(
        registry,
        tags,
        "icbmsg.rings",
        counted -> Math.max(0, counted.doorbell().rings()));
    counter(
        registry,
        tags,
        "icbmsg.sleeps",
        counted -> Math.max(0, counted.doorbell().sleeps()));
  }

  private void bindEndpoint(
      final MeterRegistry registry,
      final Tags tags,
      final Function<InstanceSnapshot, EndpointSnapshot> find) {
    counter(registry, tags, "icbmsg.messages.sent", of(find, EndpointSnapshot::sent));
    counter(registry, tags, "icbmsg.bytes.sent", of(find, EndpointSnapshot::sentBytes));
    counter(registry, tags, "icbmsg.messages.received", of(find, EndpointSnapshot::received));
    counter(registry, tags, "icbmsg.bytes.received", of(find, EndpointSnapshot::receivedBytes));
    counter(registry, tags, "icbmsg.refused", of(find, EndpointSnapshot::refusals));
    counter(registry, tags, "icbmsg.waits", of(find, EndpointSnapshot::waitCount));
    counter(registry, tags, "icbmsg.waited.ns", of(find, EndpointSnapshot::waitedNs));
  }

  private static ToDoubleFunction<InstanceSnapshot> of(
      final Function<InstanceSnapshot, EndpointSnapshot> find,
      final ToDoubleFunction<EndpointSnapshot> value) {
    return counted -> {
      final EndpointSnapshot endpoint = find.apply(counted);
      return endpoint == null ? 0 : value.applyAsDouble(endpoint);
    };
  }

  private static double sum(final Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private void counter(
      final MeterRegistry registry,
      final Tags tags,
      final String name,
      final ToDoubleFunction<InstanceSnapshot> value) {
    FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.now()))
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      final MeterRegistry registry,
      final Tags tags,
      final String name,
      final ToDoubleFunction<InstanceSnapshot> value) {
    // The registry would let go of this object otherwise, and the meter would say nothing.
    Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.now()))
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void age(
      final MeterRegistry registry,
      final Tags tags,
      final String name,
      final Function<InstanceSnapshot, Duration> value) {
    TimeGauge.builder(name, this, TimeUnit.MILLISECONDS, metrics -> millis(value, metrics.now()))
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static double millis(
      final Function<InstanceSnapshot, Duration> value, final InstanceSnapshot counted) {
    final Duration age = value.apply(counted);
    return age == null ? 0 : age.toMillis();
  }
}
