/** A file and small messages between two JVMs, the second one started by the first. */
package org.intercore.cli.demo;
