package org.intercore.icbmsg.observe;

import org.intercore.icbmsg.layout.BlockGeometry;

/**
 * Counts what is sent, by address, within the senders' lock: so each number has one writer at a time, and
 * no more than a load and a store is needed.
 */
public final class SentCounters {
  private static final int ADDRESSES = 256;

  private static final int ONE_BLOCK = 1;
  private static final int TWO_BLOCKS = 2;
  private static final int MORE_BLOCKS = 3;

  // Written by the dispatcher before the endpoint is bound, and so before anything is sent to it.
  private final EndpointCounters[] byAddress = new EndpointCounters[ADDRESSES];
  private final int fitsOneBlock;
  private final int fitsTwoBlocks;

  /**
   * Nobody is counted for yet.
   *
   * @param geometry of the region that is sent from
   */
  public SentCounters(final BlockGeometry geometry) {
    this.fitsOneBlock = geometry.payloadCapacity(1);
    this.fitsTwoBlocks = geometry.payloadCapacity(2);
  }

  void bind(final int address, final EndpointCounters endpoint) {
    byAddress[address] = endpoint;
  }

  /**
   * A message was sent that needed no block. Under the senders' lock, in which shared memory is in place.
   *
   * @param address of the endpoint
   * @param length in bytes
   */
  public void sentInline(final int address, final int length) {
    final EndpointCounters endpoint = byAddress[address];
    if (endpoint != null) {
      endpoint.sentInline(length);
    }
  }

  /**
   * A message was sent in blocks. Under the senders' lock, in which shared memory is in place.
   *
   * @param address of the endpoint
   * @param length in bytes
   */
  public void sentInBlocks(final int address, final int length) {
    final int several = length <= fitsTwoBlocks ? TWO_BLOCKS : MORE_BLOCKS;
    final EndpointCounters endpoint = byAddress[address];
    if (endpoint != null) {
      endpoint.sentInBlocks(length <= fitsOneBlock ? ONE_BLOCK : several, length);
    }
  }
}
