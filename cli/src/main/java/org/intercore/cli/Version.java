package org.intercore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.intercore.icmsg.buffer.Buffers;
import picocli.CommandLine.IVersionProvider;

/** Says which icbmsg runs on which JVM. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  @Override
  public String[] getVersion() throws IOException {
    final Properties build = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
      build.load(resource);
    }
    return new String[] {
      "icbmsg " + build.getProperty("version"),
      "Java " + System.getProperty("java.runtime.version"),
      "buffers: " + Buffers.kind()
    };
  }
}
