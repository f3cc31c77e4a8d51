package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in words where the JDK's exception has only a path or nothing at all. */
final class Reasons {
  private Reasons() {}

  static String of(final IOException thrown) {
    if (thrown instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (thrown instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (thrown instanceof FileLockInterruptionException
        || thrown instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
