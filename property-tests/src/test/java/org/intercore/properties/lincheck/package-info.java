/** Histories of concurrent calls that must have an order in which a simple model answers the same. */
package org.intercore.properties.lincheck;
