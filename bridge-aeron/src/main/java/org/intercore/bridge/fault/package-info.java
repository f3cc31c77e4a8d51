/** What can be wrong with what comes in from the network: a leaf. */
package org.intercore.bridge.fault;
