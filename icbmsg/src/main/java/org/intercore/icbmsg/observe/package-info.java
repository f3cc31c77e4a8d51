/**
 * What an instance counts about itself, in memory that another process can read while it runs, hangs or
 * is dead: {@link org.intercore.icbmsg.observe.CountersLayout} has the layout and says who writes what.
 *
 * <p>Nothing here makes a message dearer than two plain stores into a line that only its own thread
 * writes. What can be told from elsewhere is not counted but looked up, every tenth of a second, by
 * whoever does the instance's work.
 */
package org.intercore.icbmsg.observe;
