/**
 * The table of IPsec algorithms, {@code ipsecalgs(8)}: names, numbers and key lengths.
 *
 * <p>An administrator can replace the built-in table by a file in the format of illumos.
 */
@NullMarked
package org.manualkey.algorithm;

import org.jspecify.annotations.NullMarked;
