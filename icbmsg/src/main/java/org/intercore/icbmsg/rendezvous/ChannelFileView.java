package org.intercore.icbmsg.rendezvous;

import java.nio.file.Path;
import java.util.List;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;

/**
 * A channel's file as it was found.
 *
 * @param path of the file
 * @param size in bytes
 * @param format what is spoken
 * @param unbound how the sides bond
 * @param alignment in bytes
 * @param wordSize in bits
 * @param rings the initiator's region and ring, then the follower's
 */
public record ChannelFileView(
    Path path,
    long size,
    LinkFormat format,
    UnboundMode unbound,
    int alignment,
    int wordSize,
    List<RingView> rings) {}
