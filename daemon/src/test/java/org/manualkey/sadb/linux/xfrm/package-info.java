/** Tests of a Linux kernel by XFRM. */
@NullMarked
package org.manualkey.sadb.linux.xfrm;

import org.jspecify.annotations.NullMarked;
