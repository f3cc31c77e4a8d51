/** Two threads and one hazard at a time, millions of times: what they may see afterwards is listed. */
package org.intercore.properties.jcstress;
