package org.intercore.cli.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest that both sides use. */
public final class Sha256 {
  private Sha256() {}

  /** A new, empty digest; every JDK has SHA-256. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
