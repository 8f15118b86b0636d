/**
 * The illumos dialect of PF_KEY version 2 on the wire.
 *
 * <p>Lengths count 64-bit words; integers are in the order of the host except SPIs, ports and
 * addresses, which are in network order. The layouts are those of RFC 2367 and of illumos {@code
 * net/pfkeyv2.h}, written beside each reader and writer.
 */
@NullMarked
package org.manualkey.pfkey.illumos;

import org.jspecify.annotations.NullMarked;
