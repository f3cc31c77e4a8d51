/**
 * What two bridges say to each other. Everything that was read is validated before it is used, and
 * nothing here knows Aeron: a frame's word travels in the reserved value of Aeron's header, so that a
 * message's bytes on the wire are those of its block and nothing else.
 */
package org.intercore.bridge.wire;
