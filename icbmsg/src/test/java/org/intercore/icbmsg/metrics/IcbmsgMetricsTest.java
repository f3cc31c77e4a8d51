package org.intercore.icbmsg.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.Sides;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.junit.jupiter.api.Test;

class IcbmsgMetricsTest {
  @Test
  void metersSayWhatWasCounted() {
    try (Sides sides = Sides.withBlocks(4)) {
      final Endpoint endpoint = sides.bind("ep", new Inbox());
      assertThat(endpoint.send(Bytes.of(new byte[5]), 0, 5)).isEqualTo(5);
      assertThat(endpoint.send(Bytes.of(new byte[5]), 0, 5)).isEqualTo(5);
      final MeterRegistry registry = new SimpleMeterRegistry();
      new IcbmsgMetrics("prices", sides.initiator()::counters).bindTo(registry);

      assertThat(registry
              .get("icbmsg.messages.sent")
              .tags("instance", "prices", "endpoint", "ep")
              .functionCounter()
              .count())
          .isEqualTo(2);
      assertThat(registry.get("icbmsg.bytes.sent").functionCounter().count()).isEqualTo(10);
      assertThat(registry.get("icbmsg.blocks").tag("state", "sent").gauge().value())
          .isEqualTo(2);
      assertThat(registry.get("icbmsg.blocks").tag("state", "free").gauge().value())
          .isEqualTo(2);
      assertThat(registry.get("icbmsg.bound").gauge().value()).isEqualTo(1);
      assertThat(registry.get("icbmsg.bonds").functionCounter().count()).isEqualTo(1);
    }
  }
}
