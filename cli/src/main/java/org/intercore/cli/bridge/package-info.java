/** The command that starts the bridge between two hosts. */
package org.intercore.cli.bridge;
