/**
 * Zephyr's packet ring ({@code pbuf}): one writer, one reader, packets of 1 to 65535 bytes, in shared
 * memory.
 *
 * <p>{@link org.intercore.icmsg.ring.PacketRingLayout} draws it. The writer owns the write index and
 * the data, the reader owns the read index and the handshake word; each keeps its own index in
 * private memory and only ever validates what the other wrote.
 */
package org.intercore.icmsg.ring;
