/** The example "two hosts": two programs, each with an instance of its own host, joined by two bridges. */
package org.intercore.twohosts;
