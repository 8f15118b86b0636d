/**
 * What the kernel of illumos checks of a request ({@code ipsecesp.c}, {@code ipsecah.c}, {@code
 * sadb.c}), as rules that ask nothing but the request and the addresses of this host.
 */
@NullMarked
package org.manualkey.sadb.rules;

import org.jspecify.annotations.NullMarked;
