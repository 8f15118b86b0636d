/**
 * Messages of netlink for XFRM, the interface of Linux to its SAs, as values, and their codec
 * ({@code linux/netlink.h}, {@code linux/xfrm.h}).
 *
 * <p>Values here are what the wire has, in host order; what they mean to this program is decided by
 * who uses them. Keys are {@link org.manualkey.secret.KeyMaterial}.
 */
@NullMarked
package org.manualkey.netlink;

import org.jspecify.annotations.NullMarked;
