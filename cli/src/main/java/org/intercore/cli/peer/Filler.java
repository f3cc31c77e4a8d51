package org.intercore.cli.peer;

import org.agrona.MutableDirectBuffer;

/** Writes a message's content where it is to be sent from. */
@FunctionalInterface
interface Filler {
  void fill(MutableDirectBuffer buffer, int offset, int length);
}
