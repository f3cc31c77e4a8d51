/** Options that take an instance from a devicetree. */
package org.intercore.cli.devicetree;
