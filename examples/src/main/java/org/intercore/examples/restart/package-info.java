/** A peer that dies, and the next one. The README beside this file says how to run it. */
package org.intercore.examples.restart;
