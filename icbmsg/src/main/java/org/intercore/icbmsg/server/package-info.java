/**
 * One server, many clients: what they say to each other before a client has a channel of its own, who
 * is let in, and what a user may decide. {@code IcbmsgServer} and {@code IcbmsgClient} in the root package
 * are the front doors.
 */
package org.intercore.icbmsg.server;
