package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who closes without a farewell has died, for the other side. */
class FarewellTest {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  @TempDir
  private Path directory;

  private final List<UnboundReason> reasons = new ArrayList<>();

  private Icbmsg open(final LinkFormat format, final BooleanSupplier farewell) {
    return Icbmsg.open(
        IcbmsgConfig.named("farewell").directory(directory).format(format).farewell(farewell));
  }

  private Endpoint register(final Icbmsg instance) {
    return instance.register("a", new EndpointHandler() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {}

      @Override
      public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
        reasons.add(reason);
      }
    });
  }

  private static void work(final BooleanSupplier until, final Icbmsg... instances) {
    final long startNs = System.nanoTime();
    while (!until.getAsBoolean()) {
      for (final Icbmsg instance : instances) {
        instance.doWork();
      }
      assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void withoutOneTheOtherSideIsToldThatItsPeerHasDied(final LinkFormat format) {
    try (Icbmsg stays = open(format, () -> true)) {
      final Endpoint endpoint = register(stays);
      final boolean[] farewells = {false, true};
      for (final boolean farewell : farewells) {
        final Icbmsg goes = open(format, () -> farewell);
        register(goes);
        work(endpoint::isBound, stays, goes);
        goes.close();
        work(() -> !endpoint.isBound(), stays);
      }
    }
    assertThat(reasons).containsExactly(UnboundReason.PEER_DIED, UnboundReason.PEER_CLOSED);
  }
}
