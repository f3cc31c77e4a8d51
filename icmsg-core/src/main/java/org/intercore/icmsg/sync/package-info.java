/** The one lock that the library takes on the path of a message. */
package org.intercore.icmsg.sync;
