/** A loop of one thread, with a timer and messages. The README beside this file says how to run it. */
package org.intercore.examples.eventloop;
