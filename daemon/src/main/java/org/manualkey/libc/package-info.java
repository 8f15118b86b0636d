/** The C library, as far as Java has nothing: sockets of families that it does not know. */
@NullMarked
package org.manualkey.libc;

import org.jspecify.annotations.NullMarked;
