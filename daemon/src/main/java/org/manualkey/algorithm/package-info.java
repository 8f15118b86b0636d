/**
 * The table of IPsec algorithms, {@code ipsecalgs(8)}: names, numbers and key lengths.
 *
 * <p>It is configuration: an administrator's file in the format of illumos replaces the built-in
 * one.
 */
@NullMarked
package org.manualkey.algorithm;

import org.jspecify.annotations.NullMarked;
