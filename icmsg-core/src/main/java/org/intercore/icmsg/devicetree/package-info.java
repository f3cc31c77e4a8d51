/**
 * The parts of a devicetree's text that describe an instance: two regions, block counts, alignment.
 *
 * <p>{@link org.intercore.icmsg.devicetree.Devicetree} reads .dts files and overlays as they stand in
 * Zephyr's documentation and samples, without a C preprocessor and without Zephyr's bindings, and
 * {@link org.intercore.icmsg.devicetree.IpcInstance} is what one node of it says. Whatever is wrong
 * is a {@link org.intercore.icmsg.devicetree.DevicetreeException}, a sentence with a line.
 */
package org.intercore.icmsg.devicetree;
