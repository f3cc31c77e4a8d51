package org.intercore.properties.contract;

import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** Ours in the native link format, each side confined to one thread. */
class ConfinedContractTest extends MessagingContract {
  @Override
  protected MessagingTransport open() {
    return Transports.confined();
  }
}
