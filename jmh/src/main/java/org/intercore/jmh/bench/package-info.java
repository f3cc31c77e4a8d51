/**
 * The command that measures round trips and throughput of two threads, in one process or two, against
 * the floor of the same moments.
 */
package org.intercore.jmh.bench;
