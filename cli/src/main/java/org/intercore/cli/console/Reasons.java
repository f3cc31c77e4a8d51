package org.intercore.cli.console;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns exceptions into words for people: the JDK's file exceptions often say only a path. */
public final class Reasons {
  private Reasons() {}

  /** What went wrong, without the name of the exception's class where a sentence exists. */
  public static String of(final Throwable thrown) {
    if (thrown instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (thrown instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (thrown instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " exists already";
    }
    if (thrown instanceof FileSystemException other && other.getReason() != null) {
      return other.getFile() + ": " + other.getReason();
    }
    if (thrown instanceof UncheckedIOException wrapped && wrapped.getMessage() == null) {
      return of(wrapped.getCause());
    }
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }
}
