/** How two processes find each other by a name: the channel's directory, its file, its roles. */
package org.intercore.icbmsg.rendezvous;
