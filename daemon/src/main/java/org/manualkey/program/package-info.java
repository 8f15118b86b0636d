/**
 * One run of {@code ipseckey} or {@code manual-keyadm}, from its words to its exit status.
 *
 * <p>A program uses its client through a {@link org.manualkey.program.Console}, which the server
 * implements.
 */
@NullMarked
package org.manualkey.program;

import org.jspecify.annotations.NullMarked;
