/**
 * What a transport implements to take part: a {@link org.intercore.jmh.bench.spi.Subject} opens the
 * two {@linkplain org.intercore.jmh.bench.spi.Port ports} of a measured pair.
 */
package org.intercore.jmh.bench.spi;
