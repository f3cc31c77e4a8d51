/** Does an instance's work while a command waits, and gives up on silence. */
package org.intercore.cli.work;
