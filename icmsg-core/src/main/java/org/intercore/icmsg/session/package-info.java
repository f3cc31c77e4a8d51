/** Bonding by session ids: who is there, and whether it still is the one that was agreed with. */
package org.intercore.icmsg.session;
