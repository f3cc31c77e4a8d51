/** Bytes that both sides see: mapped files and direct memory, and the regions cut out of them. */
package org.intercore.icmsg.region;
