/** Functions of the C library for sockets of families that Java does not support. */
@NullMarked
package org.manualkey.libc;

import org.jspecify.annotations.NullMarked;
