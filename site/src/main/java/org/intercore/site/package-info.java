/** Makes one folder of HTML of all pages and of the Javadoc of the libraries. */
package org.intercore.site;
