/** Looks at instances from outside: {@code stat}, {@code inspect}, and what seems to be wrong. */
package org.intercore.cli.observe;
