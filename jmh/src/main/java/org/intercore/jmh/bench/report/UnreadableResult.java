package org.intercore.jmh.bench.report;

import java.io.IOException;

/** A file is not a result; the message says in a sentence where it ceases to be one. */
public final class UnreadableResult extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableResult(final String message) {
    super(message);
  }
}
