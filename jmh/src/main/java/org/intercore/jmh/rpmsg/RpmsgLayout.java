package org.intercore.jmh.rpmsg;

/**
 * The whole region. Addresses in it are offsets from its start, so that each process may map it
 * wherever it likes.
 *
 * <pre>
 *  +---------------------------------------------------------------------------+
 *  | 64 bytes: remoteproc's vdev resource    status: written by the driver, once
 *  |    0 u32 id = 7 (rpmsg)    4 u32 notifyid    8 u32 dfeatures  12 u32 gfeatures
 *  |   16 u32 config_len       20 u8 status      21 u8 num_of_vrings  22 u8 reserved[2]
 *  |   24 and 44: vring  0 u32 da  4 u32 align  8 u32 num  12 u32 notifyid  16 u32 pa
 *  +---------------------------------------------------------------------------+
 *  | vring 0: from the device to the driver            {@link VringLayout}
 *  +---------------------------------------------------------------------------+
 *  | vring 1: from the driver to the device
 *  +---------------------------------------------------------------------------+
 *  | n buffers of vring 0     written by the device while it has them
 *  +---------------------------------------------------------------------------+
 *  | n buffers of vring 1     written by the driver while it has them
 *  +---------------------------------------------------------------------------+
 * </pre>
 */
public final class RpmsgLayout {
  /** The vring that carries messages to the driver. */
  public static final int TO_DRIVER = 0;

  /** The vring that carries messages to the device. */
  public static final int TO_DEVICE = 1;

  static final int VRINGS = 2;
  static final int VDEV_ID = 0;
  static final int VDEV_DEVICE_FEATURES = 8;
  static final int VDEV_DRIVER_FEATURES = 12;

  /** Offset of {@code u8 status, u8 num_of_vrings, u8 reserved[2]}, used as one word. */
  static final int VDEV_STATUS_WORD = 20;

  static final int VDEV_VRINGS = 24;
  static final int VDEV_VRING_LENGTH = 20;
  static final int VRING_ADDRESS = 0;
  static final int VRING_ALIGNMENT = 4;
  static final int VRING_DESCRIPTORS = 8;
  static final int VRING_NOTIFY_ID = 12;

  /** VIRTIO_ID_RPMSG. */
  static final int RPMSG_ID = 7;

  /** VIRTIO_RPMSG_F_NS: endpoints are announced. */
  static final int FEATURE_NAME_SERVICE = 1;

  /** VIRTIO_F_EVENT_IDX. */
  static final int FEATURE_EVENT_INDEX = 1 << 29;

  /** ACKNOWLEDGE, DRIVER and DRIVER_OK: all is laid out. */
  static final int STATUS_DRIVER_OK = 7;

  private static final int VDEV_LENGTH = 64;

  private final RpmsgConfig config;
  private final VringLayout vring;

  /** The layout that a configuration leads to. */
  public RpmsgLayout(final RpmsgConfig config) {
    this.config = config;
    this.vring = new VringLayout(config.buffers(), config.alignment());
  }

  /** How each vring is laid out. */
  public VringLayout vring() {
    return vring;
  }

  /** Where a vring starts. */
  public int vringOffset(final int which) {
    // Descriptors need 16 bytes of alignment, even where the used ring is content with less.
    final int alignment = Math.max(config.alignment(), VringLayout.DESCRIPTOR_LENGTH);
    return VringLayout.align(VDEV_LENGTH, alignment)
        + which * VringLayout.align(vring.length(), alignment);
  }

  /** Where the buffers of a vring start. */
  public int buffersOffset(final int which) {
    return VringLayout.align(vringOffset(VRINGS), VDEV_LENGTH)
        + which * config.buffers() * config.bufferSize();
  }

  /** How long the region is, in bytes. */
  public int length() {
    return buffersOffset(VRINGS);
  }

  int features() {
    return FEATURE_NAME_SERVICE | (config.eventIndex() ? FEATURE_EVENT_INDEX : 0);
  }
}
