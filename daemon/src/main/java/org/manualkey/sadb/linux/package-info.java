/**
 * The SADB of a Linux kernel behind PF_KEY.
 *
 * <p>Linux keeps less about an SA than illumos and checks next to nothing of what it is asked.
 * {@link org.manualkey.sadb.linux.LinuxSadb} therefore keeps a record beside the kernel: an
 * embedded SADB that judges every request as illumos would, and remembers what Linux has no place
 * for (pairs, directions, identities). The kernel has the last word: what it does not hold any more
 * is struck from the record, what others put there is taken into it.
 */
@NullMarked
package org.manualkey.sadb.linux;

import org.jspecify.annotations.NullMarked;
