/**
 * ICMsg: one endpoint, two shared-memory regions, ordered small messages (Zephyr's {@code
 * zephyr,ipc-icmsg}). {@link org.intercore.icmsg.IcmsgLink} is the front door.
 */
package org.intercore.icmsg;
