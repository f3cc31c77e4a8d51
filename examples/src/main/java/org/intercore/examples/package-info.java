/** Programs to read and to copy from, a package each; the class here only starts them by name. */
package org.intercore.examples;
