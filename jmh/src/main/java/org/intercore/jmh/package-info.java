/** Benchmarks for JMH, one aspect each; the comparison with others is in {@code bench}. */
package org.intercore.jmh;
