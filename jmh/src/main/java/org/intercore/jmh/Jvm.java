package org.intercore.jmh;

/** What every benchmark's own JVM needs. */
final class Jvm {
  static final String ADD_OPENS = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  private Jvm() {}
}
