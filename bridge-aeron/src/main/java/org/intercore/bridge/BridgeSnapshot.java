package org.intercore.bridge;

import java.util.List;
import java.util.Map;
import org.intercore.bridge.lane.LaneSnapshot;

/**
 * What a bridge has counted since it was opened.
 *
 * @param isJoined whether the other bridge is there
 * @param sessions how often it has come
 * @param unread messages that were handed over to the near program, which had not read them when it went
 *     or was told that the far side has gone
 * @param lanes by endpoint
 * @param faults what was wrong with what came in, by kind; without the zeros
 */
public record BridgeSnapshot(
    boolean isJoined,
    long sessions,
    long unread,
    List<LaneSnapshot> lanes,
    Map<String, Long> faults) {}
