package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.PeerFault;

/** Writes down each fault as "KIND value". */
public final class FaultLog implements FaultHandler {
  private final List<String> seen = new ArrayList<>();

  @Override
  public synchronized void onFault(final PeerFault fault, final long value) {
    seen.add(fault.name() + " " + value);
  }

  public synchronized List<String> seen() {
    return List.copyOf(seen);
  }

  /** What was seen since the last call. */
  public synchronized List<String> take() {
    final List<String> taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }
}
