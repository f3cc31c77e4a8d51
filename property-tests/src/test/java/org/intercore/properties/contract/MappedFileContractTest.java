package org.intercore.properties.contract;

import java.nio.file.Path;
import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;
import org.junit.jupiter.api.io.TempDir;

/** Ours over a file that both sides map. */
class MappedFileContractTest extends MessagingContract {
  @TempDir
  Path folder;

  @Override
  protected MessagingTransport open() {
    return Transports.mappedFile(folder);
  }
}
