/** ICMsg alone over a file. The README beside this file says how to run it. */
package org.intercore.examples.hellolink;
