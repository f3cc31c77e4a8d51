/** One side of a named channel as commands use it, and what the two sides tell each other. */
package org.intercore.cli.channel;
