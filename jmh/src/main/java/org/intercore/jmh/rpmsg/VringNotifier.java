package org.intercore.jmh.rpmsg;

/** Rings the other side's bell; what stands behind it is not the queue's business. */
@FunctionalInterface
public interface VringNotifier {
  /**
   * Tells the other side to look at a vring. Any thread that sends or releases; no lock is held.
   *
   * @param vring {@link RpmsgLayout#TO_DRIVER} or {@link RpmsgLayout#TO_DEVICE}
   */
  void notify(int vring);
}
