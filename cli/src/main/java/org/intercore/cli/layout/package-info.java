/** Draws the geometry of both regions. */
package org.intercore.cli.layout;
