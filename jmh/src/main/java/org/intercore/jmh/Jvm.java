package org.intercore.jmh;

/** What every benchmark's own JVM needs. */
public final class Jvm {
  /** Agrona's buffers use an internal class of the JDK. */
  public static final String ADD_OPENS = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  private Jvm() {}
}
