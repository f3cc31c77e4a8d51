/**
 * ICBMsg: many named endpoints over one link, messages in blocks of shared memory, only the block's
 * index on the wire (Zephyr's {@code zephyr,ipc-icbmsg}). {@link org.intercore.icbmsg.Icbmsg} is the
 * front door.
 */
package org.intercore.icbmsg;
