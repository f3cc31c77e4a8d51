/** Where everything stands in a region. The only place that does this arithmetic. */
package org.intercore.icbmsg.layout;
