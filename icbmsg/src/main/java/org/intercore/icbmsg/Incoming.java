package org.intercore.icbmsg;

import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.endpoint.Router;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icmsg.status.UnboundReason;

/** The link's messages, on whichever thread polls it. The link comes first, and its router after it. */
final class Incoming implements ControlHandler {
  private final Counters counters;
  private Router router;

  Incoming(final Counters counters) {
    this.counters = counters;
  }

  /** To be called once, before the link is opened. */
  void router(final Router to) {
    this.router = to;
  }

  @Override
  public void onControl(final long event) {
    router.onControl(event);
  }

  @Override
  public void onLinkBound() {
    counters.bound();
    router.onLinkBound();
  }

  @Override
  public void onLinkUnbound(final UnboundReason reason) {
    counters.unbound(reason);
    router.onLinkUnbound(reason);
  }
}
