/** One server, many clients. The README beside this file says how to run it. */
package org.intercore.examples.manyclients;
