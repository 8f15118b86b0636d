/** Reads key files, and checks their owner, their mode, and that they do not change meanwhile. */
@NullMarked
package org.manualkey.keyfile;

import org.jspecify.annotations.NullMarked;
