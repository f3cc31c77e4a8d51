package org.intercore.jmh.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A result that was measured once. */
public final class Samples {
  private Samples() {}

  /** Its JSON. */
  public static byte[] recorded() {
    try (InputStream file = Samples.class.getResourceAsStream("result.json")) {
      return file.readAllBytes();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
