/** A virtual thread for each message that is held. The README beside this file says how to run it. */
package org.intercore.examples.virtualthreads;
