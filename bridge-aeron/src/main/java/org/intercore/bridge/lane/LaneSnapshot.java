package org.intercore.bridge.lane;

/**
 * What was counted of one endpoint.
 *
 * @param name of the endpoint
 * @param isBound whether the near program's endpoint is bound
 * @param sent messages that Aeron has taken
 * @param sentBytes bytes in them
 * @param sendWaits how often Aeron did not take a message at once
 * @param received messages that were handed over to the near program
 * @param receivedBytes bytes in them
 * @param receiveWaits how often a message that has come in had to wait for blocks
 * @param undeliveredThere messages that were taken from the near program and are not known to have been
 *     handed over to the far one; all of them are of sessions that are over
 * @param undeliveredHere messages that came in when the near program had gone
 */
public record LaneSnapshot(
    String name,
    boolean isBound,
    long sent,
    long sentBytes,
    long sendWaits,
    long received,
    long receivedBytes,
    long receiveWaits,
    long undeliveredThere,
    long undeliveredHere) {}
