/** How long a receiver that sleeps takes to have its message, beside what a socket alone takes. */
package org.intercore.jmh.wakeup;
