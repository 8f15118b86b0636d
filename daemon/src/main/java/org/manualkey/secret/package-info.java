/**
 * Keys and the texts that contain them. They print as their length only, and are wiped by the scope
 * that owns them.
 */
@NullMarked
package org.manualkey.secret;

import org.jspecify.annotations.NullMarked;
