/** What an instance counts, for a registry of Micrometer's. Needs micrometer-core, which is optional. */
package org.intercore.icbmsg.metrics;
