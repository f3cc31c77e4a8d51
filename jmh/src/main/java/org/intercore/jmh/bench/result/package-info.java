/** What windows say together: classes of the floor, medians of ratios, tables and files. */
package org.intercore.jmh.bench.result;
