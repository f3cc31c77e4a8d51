/** Named endpoints: registration, binding to the other side's endpoints, and routing. */
package org.intercore.icbmsg.endpoint;
