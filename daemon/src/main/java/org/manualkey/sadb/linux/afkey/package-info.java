/** A Linux kernel through PF_KEY sockets (RFC 2367, module {@code af_key}). */
@NullMarked
package org.manualkey.sadb.linux.afkey;

import org.jspecify.annotations.NullMarked;
