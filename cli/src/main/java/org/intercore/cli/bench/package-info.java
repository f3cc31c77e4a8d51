/** Hands {@code icbmsg bench} on to the benchmarks, which are a jar of their own. */
package org.intercore.cli.bench;
