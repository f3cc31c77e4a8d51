/**
 * What a bridge costs: the same messages between two processes over plain Aeron, and between two
 * programs that two bridges join, in turn, in one run.
 */
package org.intercore.bridgecli.measure;
