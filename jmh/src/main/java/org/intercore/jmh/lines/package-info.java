/** What the way of a cache line between two cores takes, and what of it a waiting thread can change. */
package org.intercore.jmh.lines;
