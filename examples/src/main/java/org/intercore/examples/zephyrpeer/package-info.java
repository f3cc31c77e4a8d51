/** The other side of a Zephyr core. The README beside this file says how to run it. */
package org.intercore.examples.zephyrpeer;
