/** Figures as text. */
package org.intercore.jmh.report;
