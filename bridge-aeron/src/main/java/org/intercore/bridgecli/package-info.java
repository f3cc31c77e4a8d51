/** The {@code icbmsg bridge} command, which stands on the library beside it. */
package org.intercore.bridgecli;
