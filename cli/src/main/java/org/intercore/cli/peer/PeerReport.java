package org.intercore.cli.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.intercore.cli.console.Table;
import org.intercore.cli.console.Words;

/** What a peer did and saw, taken before it closes its instance. */
record PeerReport(
    String kind,
    String role,
    String mode,
    boolean bound,
    long boundCallbacks,
    long unboundCallbacks,
    Traffic traffic,
    long mismatches,
    Map<String, Long> faults,
    int txBlocksInUse,
    int rxRunsInUse,
    String failure) {

  static PeerReport of(
      final PeerSetup setup,
      final PeerSide side,
      final PeerMode mode,
      final boolean bound,
      final String failure) {
    return new PeerReport(
        setup.kind(),
        setup.role(),
        setup.mode(),
        bound,
        side.boundCallbacks(),
        side.unboundCallbacks(),
        mode.traffic(),
        mode.mismatches(),
        side.faults(),
        side.txBlocksInUse(),
        side.rxRunsInUse(),
        failure);
  }

  String toTable() {
    return new Table()
        .row("peer", kind + (role == null ? "" : ", " + role) + ", " + mode)
        .row("callbacks", boundCallbacks + " bound, " + unboundCallbacks + " unbound")
        .row(
            "received",
            Words.count(traffic.messagesIn(), "message") + ", "
                + Words.count(traffic.bytesIn(), "byte"))
        .row(
            "sent",
            Words.count(traffic.messagesOut(), "message") + ", "
                + Words.count(traffic.bytesOut(), "byte"))
        .row("mismatches", Words.grouped(mismatches))
        .row("faults", faults.isEmpty() ? "none" : faults)
        .row(
            "blocks still in use",
            txBlocksInUse + " own, those of " + Words.count(rxRunsInUse, "message")
                + " of the other side")
        .renderLeft();
  }

  Map<String, Object> toJson() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", kind);
    json.put("role", role);
    json.put("mode", mode);
    json.put("bound", bound);
    json.put("bound_callbacks", boundCallbacks);
    json.put("unbound_callbacks", unboundCallbacks);
    json.put("messages_in", traffic.messagesIn());
    json.put("bytes_in", traffic.bytesIn());
    json.put("messages_out", traffic.messagesOut());
    json.put("bytes_out", traffic.bytesOut());
    json.put("mismatches", mismatches);
    json.put("faults", faults);
    json.put("tx_blocks_in_use", txBlocksInUse);
    json.put("rx_runs_in_use", rxRunsInUse);
    json.put("ok", failure == null);
    json.put("error", failure);
    return json;
  }
}
