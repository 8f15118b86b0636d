/** Wires and starts the daemon: {@code manual-keyd(8)}. */
@NullMarked
package org.manualkey.app;

import org.jspecify.annotations.NullMarked;
