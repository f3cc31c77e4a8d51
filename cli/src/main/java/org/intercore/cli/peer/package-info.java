/** One side of an instance towards a peer that is not ours. */
package org.intercore.cli.peer;
