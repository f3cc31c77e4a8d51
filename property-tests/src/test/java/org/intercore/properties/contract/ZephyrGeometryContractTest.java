package org.intercore.properties.contract;

import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** Ours as a Zephyr core lays it out: 32-bit words, alignment 4, 16 blocks, no sessions. */
class ZephyrGeometryContractTest extends MessagingContract {
  @Override
  protected MessagingTransport open() {
    return Transports.zephyr();
  }
}
