/**
 * The commands {@code ipseckey} and {@code manual-keyadm}: thin clients of manual-keyd.
 *
 * <p>A client sends its words unchanged and copies bytes between the daemon and the terminal. It
 * interprets its options only to open the files they name with the rights of its caller. Start-up
 * time matters most, so the path of every call uses no streams, lambdas, regular expressions,
 * formatters, logging or pattern switches.
 */
@NullMarked
package org.manualkey.client;

import org.jspecify.annotations.NullMarked;
