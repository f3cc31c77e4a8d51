/** Lists channels, and removes what nobody holds. */
package org.intercore.cli.clean;
