package org.intercore.jmh.bench.spi;

import java.nio.file.Path;

/**
 * What a pair is opened for, so that a subject can be set up at its best for it.
 *
 * @param directory for files, in shared memory, empty and the pair's own
 * @param duplex whether the passive side answers; else messages go from the active side only
 * @param maxSize the longest message in bytes
 * @param touched whether messages are written and read as a whole; else only their first word is
 * @param producers how many threads send at the active side
 * @param holding whether the receiver keeps messages while others pass
 * @param processes 1 or 2
 */
public record Setup(
    Path directory,
    boolean duplex,
    int maxSize,
    boolean touched,
    int producers,
    boolean holding,
    int processes) {}
