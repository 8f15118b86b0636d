/**
 * Keys and the texts that contain them, in memory outside the heap. They print as their length
 * only, and are overwritten by the scope that owns them. Failures are logged without their
 * messages, which may contain both.
 */
@NullMarked
package org.manualkey.secret;

import org.jspecify.annotations.NullMarked;
