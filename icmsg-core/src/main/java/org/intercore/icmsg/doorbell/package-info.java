/** How one side tells the other to look, and how a side sleeps until it is told. */
package org.intercore.icmsg.doorbell;
