package org.intercore.jmh.rpmsg;

import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** The messaging contract, as far as RPMsg can keep it: see {@link RpmsgTransport#FEATURES}. */
class RpmsgContractTest extends MessagingContract {
  @Override
  protected MessagingTransport open() {
    return new RpmsgTransport();
  }
}
