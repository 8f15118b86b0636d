/** Puts the daemon together and starts it: {@code manual-keyd(8)}. */
@NullMarked
package org.manualkey.app;

import org.jspecify.annotations.NullMarked;
