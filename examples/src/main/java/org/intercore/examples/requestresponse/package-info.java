/** Requests with a time limit. The README beside this file says how to run it. */
package org.intercore.examples.requestresponse;
