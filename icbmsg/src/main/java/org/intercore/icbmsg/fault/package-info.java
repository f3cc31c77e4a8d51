/** What a peer can do wrong above the link. */
package org.intercore.icbmsg.fault;
