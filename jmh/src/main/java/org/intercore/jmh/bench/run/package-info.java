/**
 * The measuring itself: a pair of threads, in one process or two, that goes through windows of the
 * floor and of the cases in turns, told so by words in memory that both see.
 */
package org.intercore.jmh.bench.run;
