/** Claiming and freeing runs of blocks, beside what others would do and beside the floor. */
package org.intercore.jmh.claim;
