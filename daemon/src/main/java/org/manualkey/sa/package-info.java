/**
 * One security association (SA) as a value: what identifies it, when two are the same, what a DUMP
 * shows of it and the ADD that creates it again.
 *
 * <p>The same SA has different forms in an ADD and in a DUMP (RFC 2367, and {@code pf_key(4P)} of
 * illumos); only this package converts one to the other.
 */
@NullMarked
package org.manualkey.sa;

import org.jspecify.annotations.NullMarked;
