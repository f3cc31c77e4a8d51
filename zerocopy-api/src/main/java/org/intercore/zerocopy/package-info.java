/**
 * What a user holds: views of blocks of shared memory, with a lifetime. {@link
 * org.intercore.zerocopy.ZeroCopyEndpoint} is the front door; claim a {@link
 * org.intercore.zerocopy.TxBlock}, fill it in place, send it; receive an {@link
 * org.intercore.zerocopy.RxBlock}, read it in place, hold it if need be.
 */
package org.intercore.zerocopy;
