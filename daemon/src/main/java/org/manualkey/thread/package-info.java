/** Threads without which the daemon is no daemon. */
@NullMarked
package org.manualkey.thread;

import org.jspecify.annotations.NullMarked;
