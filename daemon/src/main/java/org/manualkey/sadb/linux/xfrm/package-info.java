/** A Linux kernel through XFRM, by sockets of netlink ({@code NETLINK_XFRM}). */
@NullMarked
package org.manualkey.sadb.linux.xfrm;

import org.jspecify.annotations.NullMarked;
