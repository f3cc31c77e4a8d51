package org.intercore.cli.file;

/** One file cannot be sent or stored; the message says why, and others may still go through. */
public final class FileFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FileFailure(final String sentence) {
    super(sentence);
  }

  public FileFailure(final String sentence, final Throwable cause) {
    super(sentence, cause);
  }
}
