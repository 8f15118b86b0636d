/**
 * Functions of the C library that Java lacks: sockets of families that it does not support, and a
 * name service that remembers nothing.
 */
@NullMarked
package org.manualkey.libc;

import org.jspecify.annotations.NullMarked;
