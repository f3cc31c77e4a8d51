/** The transports that are measured, each set up as its own documentation advises. */
package org.intercore.jmh.bench.subject;
