/** What the command's processes do when there is nothing to do. */
package org.intercore.bridgecli.idle;
