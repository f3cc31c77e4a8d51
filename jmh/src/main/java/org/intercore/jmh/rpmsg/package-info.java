/**
 * The rival of the field: RPMsg over a virtio 1.x split virtqueue in shared memory, with the bytes
 * of the virtio specification and the rules of Linux's {@code virtio_rpmsg_bus} and of OpenAMP.
 *
 * <p>{@link org.intercore.jmh.rpmsg.RpmsgDevice} is the front door. Below it, from the outside in:
 * {@link org.intercore.jmh.rpmsg.RpmsgLayout} draws the region, {@code TxPath} and {@code RxPath}
 * are what a side does with buffers, {@code Virtqueue} is one side's view of a vring, {@link
 * org.intercore.jmh.rpmsg.VringLayout} its bytes.
 *
 * <p>It is here to be compared with, so it has whatever such a queue can have and keep its format:
 * the peer's index is read only when the copy at hand is used up, descriptors are written once,
 * buffers go back in batches, nothing is allocated, no two writers share a line. What that costs
 * and what the format costs stands in {@code docs/rpmsg.md}.
 */
package org.intercore.jmh.rpmsg;
