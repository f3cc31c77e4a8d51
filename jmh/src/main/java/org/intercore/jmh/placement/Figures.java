package org.intercore.jmh.placement;

/**
 * What came of one policy under one demand.
 *
 * @param refused4 share of moments at which a claim of 4 blocks would have been refused
 * @param refused16 the same for 16 blocks
 * @param tooFull share of moments with fewer than 16 blocks free, where no placement could have helped
 *     the claim at hand
 * @param refusedBlocks share of the blocks asked for that were refused
 * @param meanRun the largest free run, on average
 * @param lowRun the largest free run that was undercut in a twentieth of the moments
 * @param touched blocks that a thousand messages used, each counted once
 * @param looks words looked at for each claim
 */
record Figures(
    double refused4,
    double refused16,
    double tooFull,
    double refusedBlocks,
    double meanRun,
    double lowRun,
    double touched,
    double looks) {}
