/** What the other side did wrong: kinds, counters, and whom to tell. A leaf: it depends on nothing. */
package org.intercore.icmsg.fault;
