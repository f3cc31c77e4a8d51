/** A recorded file, replayed at its pace. The README beside this file says how to run it. */
package org.intercore.examples.marketdata;
