/** The one place where views of memory are made. */
package org.intercore.icmsg.buffer;
