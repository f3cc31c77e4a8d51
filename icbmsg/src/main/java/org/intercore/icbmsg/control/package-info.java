/** The control messages that travel over the link, and the events that they become. */
package org.intercore.icbmsg.control;
