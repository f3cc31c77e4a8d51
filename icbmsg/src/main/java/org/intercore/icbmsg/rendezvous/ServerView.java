package org.intercore.icbmsg.rendezvous;

import java.util.List;
import java.util.Optional;

/**
 * A server and its clients, as anybody who may read the files sees them.
 *
 * @param name of the server
 * @param holder its process id, "?" if it cannot be read; empty if it has died
 * @param clients the channels of its clients, by name; those of an earlier life of the server too, as
 *     long as somebody holds them
 */
public record ServerView(String name, Optional<String> holder, List<ChannelView> clients) {}
