/**
 * Memory for keys and for the texts that hold them: it prints as its length only, and is wiped by
 * the scope that owns it.
 */
@NullMarked
package org.manualkey.secret;

import org.jspecify.annotations.NullMarked;
