/** The {@code icbmsg} command: its parser, and what it says when something is wrong. */
package org.intercore.cli;
