/** The addresses of this host, and what kinds of addresses there are. */
@NullMarked
package org.manualkey.host;

import org.jspecify.annotations.NullMarked;
