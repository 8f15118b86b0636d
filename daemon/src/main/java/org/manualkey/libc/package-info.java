/**
 * Functions of the C library that Java lacks: sockets of families that it does not support, a name
 * service that remembers nothing, and memory for secrets.
 */
@NullMarked
package org.manualkey.libc;

import org.jspecify.annotations.NullMarked;
