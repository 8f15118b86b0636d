/** Tests of the frames: round trips, every malformed shape, truncation, hostile lengths. */
@NullMarked
package org.manualkey.wire;

import org.jspecify.annotations.NullMarked;
