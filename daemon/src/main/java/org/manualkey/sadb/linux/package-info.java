/**
 * The SADB of a Linux kernel, answering as that of illumos does: judge, then kernel, then record.
 *
 * <p>Linux keeps less about an SA than illumos and checks next to nothing of what it is asked.
 * {@link org.manualkey.sadb.linux.LinuxSadb} judges every request by the rules of illumos and the
 * table of what Linux can do, has the {@link org.manualkey.sadb.linux.LinuxKernel} make the change,
 * and then records what Linux has no place for (pairs, directions, identities, addresses of NAT-T),
 * without keys. The kernel has the last word: what it does not hold any more is struck from the
 * record.
 *
 * <p>The interfaces of the kernel are packages of their own, strangers to each other.
 */
@NullMarked
package org.manualkey.sadb.linux;

import org.jspecify.annotations.NullMarked;
