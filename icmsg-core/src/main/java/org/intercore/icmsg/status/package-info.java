/** The vocabulary of outcomes: what a call answers when it could not do its work, why a bond ended. */
package org.intercore.icmsg.status;
