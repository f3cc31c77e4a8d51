/** The side of a bridge that the programs of this host see: an instance, of which it is the peer. */
package org.intercore.bridge.near;
