/**
 * Joins endpoints of an instance of this host with those of an instance of another host, over Aeron.
 * {@link org.intercore.bridge.AeronBridge} is the front door; the
 * command that runs one stands beside it, in {@code org.intercore.bridgecli}.
 *
 * <pre>
 *  program -- instance -- bridge ==== Aeron, UDP ==== bridge -- instance -- program
 *             near side   lanes       a stream each   lanes     near side
 * </pre>
 */
package org.intercore.bridge;
