/** Copies files between two terminals. */
package org.intercore.cli.transfer;
