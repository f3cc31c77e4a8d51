package org.intercore.testkit;

/**
 * How many messages a side can have on their way before it runs out of space: of the least length and
 * of the greatest. It is the same whenever everything has come back.
 */
record Capacity(int smallest, int largest) {}
