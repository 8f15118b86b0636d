/** Tests of what is called of the C library, and what they need of it. */
@NullMarked
package org.manualkey.libc;

import org.jspecify.annotations.NullMarked;
