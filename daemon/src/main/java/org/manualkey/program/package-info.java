/**
 * One run of {@code ipseckey} or {@code manual-keyadm}, from its words to its exit status.
 *
 * <p>The programs act and print; the transport of words and octets is up to the server, behind a
 * {@link org.manualkey.program.Console}.
 */
@NullMarked
package org.manualkey.program;

import org.jspecify.annotations.NullMarked;
