/** Two endpoints on one channel. The README beside this file says how to run it. */
package org.intercore.examples.helloendpoints;
