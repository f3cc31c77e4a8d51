/**
 * What this library has to reach beside others, as data, and whether a result shows that it does:
 * {@link org.intercore.jmh.bench.goal.Goal} says what is compared with what,
 * {@link org.intercore.jmh.bench.goal.Judgement} compares.
 */
package org.intercore.jmh.bench.goal;
