/** Two processes, one of which is killed. */
package org.intercore.properties.process;
