package org.intercore.properties.contract;

import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** Ours within one JVM, with the geometry of two JVMs. */
class DirectMemoryContractTest extends MessagingContract {
  @Override
  protected MessagingTransport open() {
    return Transports.directMemory();
  }
}
