/**
 * One run of {@code ipseckey} or {@code manual-keyadm}, from its words to its exit status.
 *
 * <p>Here is what the commands do and print; how words and octets get here from a client is the
 * business of the server, hidden behind a {@link org.manualkey.program.Console}.
 */
@NullMarked
package org.manualkey.program;

import org.jspecify.annotations.NullMarked;
