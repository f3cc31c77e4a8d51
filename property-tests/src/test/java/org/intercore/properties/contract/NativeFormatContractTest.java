package org.intercore.properties.contract;

import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** Ours within one JVM, in the native link format. */
class NativeFormatContractTest extends MessagingContract {
  @Override
  protected MessagingTransport open() {
    return Transports.nativeFormat();
  }
}
