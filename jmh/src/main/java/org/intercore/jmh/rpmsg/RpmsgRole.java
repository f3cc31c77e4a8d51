package org.intercore.jmh.rpmsg;

/** Which side of the virtqueues a process is. */
public enum RpmsgRole {
  /** The virtio driver ("host", "master"): lays everything out and owns the buffers. */
  DRIVER,

  /** The virtio device ("remote"): takes what the driver has made available. */
  DEVICE
}
