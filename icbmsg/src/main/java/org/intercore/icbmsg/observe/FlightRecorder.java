package org.intercore.icbmsg.observe;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Events for the JDK's flight recorder. They cost a look whether somebody records, and nothing at all in
 * a runtime image without it.
 */
final class FlightRecorder {
  /** System property: how long a wait has to be to be an event, in microseconds. */
  static final String WAIT_PROPERTY = "icbmsg.jfr.wait.us";

  private static final long LEAST_WAIT_NS = Long.getLong(WAIT_PROPERTY, 1000) * 1000;
  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  static void bound(final String instance) {
    if (PRESENT) {
      BondEvent.commit(instance);
    }
  }

  static void unbound(final String instance, final UnboundReason reason) {
    if (PRESENT) {
      UnbondEvent.commit(instance, reason.name());
    }
  }

  static void fault(final String instance, final PeerFault fault, final long value) {
    if (PRESENT) {
      FaultEvent.commit(instance, fault, value);
    }
  }

  static void waited(final String instance, final String endpoint, final long waitedNs) {
    if (PRESENT && waitedNs >= LEAST_WAIT_NS) {
      WaitEvent.commit(instance, endpoint, waitedNs);
    }
  }

  @Name("org.intercore.icbmsg.Bond")
  @Label("Bond")
  @Category("icbmsg")
  @StackTrace(false)
  private static final class BondEvent extends Event {
    @Label("Instance")
    private String instance;

    static void commit(final String instance) {
      final BondEvent event = new BondEvent();
      if (event.isEnabled()) {
        event.instance = instance;
        event.commit();
      }
    }
  }

  @Name("org.intercore.icbmsg.Unbond")
  @Label("Unbond")
  @Category("icbmsg")
  @StackTrace(false)
  private static final class UnbondEvent extends Event {
    @Label("Instance")
    private String instance;

    @Label("Reason")
    private String reason;

    static void commit(final String instance, final String reason) {
      final UnbondEvent event = new UnbondEvent();
      if (event.isEnabled()) {
        event.instance = instance;
        event.reason = reason;
        event.commit();
      }
    }
  }

  @Name("org.intercore.icbmsg.Fault")
  @Label("Fault of the Peer")
  @Category("icbmsg")
  @StackTrace(false)
  private static final class FaultEvent extends Event {
    @Label("Instance")
    private String instance;

    @Label("Kind")
    private String kind;

    @Label("Sentence")
    private String sentence;

    static void commit(final String instance, final PeerFault fault, final long value) {
      final FaultEvent event = new FaultEvent();
      if (event.isEnabled()) {
        event.instance = instance;
        event.kind = fault.name();
        event.sentence = fault.describe(value);
        event.commit();
      }
    }
  }

  @Name("org.intercore.icbmsg.Wait")
  @Label("Wait for Blocks")
  @Category("icbmsg")
  private static final class WaitEvent extends Event {
    @Label("Instance")
    private String instance;

    @Label("Endpoint")
    private String endpoint;

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    private long waited;

    static void commit(final String instance, final String endpoint, final long waitedNs) {
      final WaitEvent event = new WaitEvent();
      if (event.isEnabled()) {
        event.instance = instance;
        event.endpoint = endpoint;
        event.waited = waitedNs;
        event.commit();
      }
    }
  }
}
