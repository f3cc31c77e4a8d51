package org.intercore.icbmsg.rendezvous;

import java.util.Optional;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.BlockGeometry;

/**
 * One side's region of a channel's file, and what its ring says. Nothing of the latter needs to be true.
 *
 * @param writer of the region
 * @param offset of the region within the file
 * @param geometry of the region
 * @param written how far the writer is: slots since the bond began, or a byte index into the ring
 * @param read how far the reader says that he is, in the same unit
 * @param unread what lies between them: messages in the native format, bytes in Zephyr's; empty if the
 *     indices cannot be true
 * @param sessionWord how the writer bonds, see {@code docs/native-format.md}; empty if there are no
 *     sessions
 */
public record RingView(
    Role writer,
    long offset,
    BlockGeometry geometry,
    long written,
    long read,
    Optional<Integer> unread,
    Optional<Integer> sessionWord) {}
