/**
 * The security association database, independent of the back end.
 *
 * <p>A {@link org.manualkey.sadb.Sadb} receives and returns PF_KEY messages as values. Error
 * numbers are those of illumos ({@link org.manualkey.pfkey.Errno}) on every back end, addresses of
 * requests are as {@code ipseckey(8)} writes them (IPv4 as mapped IPv6), those of replies as the
 * illumos kernel does (IPv4 as such).
 */
@NullMarked
package org.manualkey.sadb;

import org.jspecify.annotations.NullMarked;
