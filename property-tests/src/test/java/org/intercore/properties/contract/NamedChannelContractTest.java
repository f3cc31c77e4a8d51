package org.intercore.properties.contract;

import java.nio.file.Path;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;
import org.junit.jupiter.api.io.TempDir;

/** Ours by name, as two processes open it. */
class NamedChannelContractTest extends MessagingContract {
  @TempDir
  Path folder;

  @Override
  protected MessagingTransport open() {
    return Transports.named(folder, LinkFormat.ZEPHYR);
  }
}
