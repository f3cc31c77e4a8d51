/** Who may do what at the same time: a short lock, and the turn to receive. */
package org.intercore.icmsg.sync;
