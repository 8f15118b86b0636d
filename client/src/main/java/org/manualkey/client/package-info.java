/**
 * The commands {@code ipseckey} and {@code manual-keyadm}: thin clients of manual-keyd.
 *
 * <p>A client sends its words as they are and copies bytes between the daemon and the terminal; it
 * understands its options only so far as it must open the files they name, with the rights of its
 * caller. How long a client takes to start is its main quality, so the path that every call takes
 * uses no streams, lambdas, regular expressions, formatting, logging or pattern switches.
 */
@NullMarked
package org.manualkey.client;

import org.jspecify.annotations.NullMarked;
