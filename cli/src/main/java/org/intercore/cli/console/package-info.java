/** What commands print: tables, one line of JSON, progress, sentences. */
package org.intercore.cli.console;
