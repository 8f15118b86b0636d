/** Tests of the messages of XFRM. */
@NullMarked
package org.manualkey.netlink;

import org.jspecify.annotations.NullMarked;
