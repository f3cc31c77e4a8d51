/** Reads files into blocks of shared memory, writes them out of those, and digests both. */
package org.intercore.cli.file;
