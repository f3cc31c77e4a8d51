/**
 * Where a run of blocks is best placed: policies side by side on the same demand, counted and not
 * timed, so the figures are the same on every machine.
 */
package org.intercore.jmh.placement;
