/**
 * The SADB of a Linux kernel, answering as that of illumos does: judge, then kernel, then record.
 *
 * <p>Linux keeps less of an SA than illumos, and checks very little of a request. {@link
 * org.manualkey.sadb.linux.LinuxSadb} judges every request by the rules of illumos and the table of
 * what Linux can do, has the {@link org.manualkey.sadb.linux.LinuxKernel} make the change, and then
 * records what Linux does not keep (pairs, directions, identities, addresses of NAT-T), without
 * keys. The kernel decides whether an SA exists: the record of one that it no longer has is
 * removed.
 *
 * <p>Each interface of the kernel is a package of its own; they do not use each other.
 */
@NullMarked
package org.manualkey.sadb.linux;

import org.jspecify.annotations.NullMarked;
