/** Aeron: its media driver, embedded or somebody else's, and the client. */
package org.intercore.bridge.engine;
