/** How long a call may wait. */
package org.intercore.icmsg.time;
