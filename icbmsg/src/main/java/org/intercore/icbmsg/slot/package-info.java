/**
 * The native link format: what two sides of this library speak with each other, one cache line a
 * message, or up to three.
 *
 * <pre>
 *  region of one side, written by that side alone
 *  0     session word     u32        who is here, and whom it has taken
 *  128   slots read       u64        of the other side's slots, since the bond began
 *  256   returned         u32 each   by block of the other side: the generation that was released last
 *  ...   slots            64 each    a ring; see {@link org.intercore.icbmsg.slot.SlotWord}
 *  ...   blocks
 * </pre>
 *
 * <p>A message costs the line of its slot, and those of its block if it fits no slots. There is
 * no write index: a slot says itself that it is new. There are no messages for blocks that come back:
 * whoever is through with one writes that down in a word of its own, and the sender looks there when it
 * wants blocks. So neither side ever waits for the other to make room for what it has to say.
 *
 * <p>{@code docs/native-format.md} has it byte by byte, with who writes what in which order, why nothing
 * overflows and what a hostile peer can do.
 */
package org.intercore.icbmsg.slot;
