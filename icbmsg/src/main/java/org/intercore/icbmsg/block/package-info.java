/**
 * Blocks and runs of blocks: who has which, and how to wait for one. What is allocated, sent or held
 * is private memory; shared memory is never believed about it.
 */
package org.intercore.icbmsg.block;
