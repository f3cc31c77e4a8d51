/**
 * A result as one page for people: tables and pictures that need neither a network nor a script.
 * It is made from the JSON of a result alone, so that an old one can be shown again.
 */
package org.intercore.jmh.bench.report;
