/**
 * Reads a key file as safely as its content deserves: who owns it, who may read it, and whether it
 * changed meanwhile.
 */
@NullMarked
package org.manualkey.keyfile;

import org.jspecify.annotations.NullMarked;
