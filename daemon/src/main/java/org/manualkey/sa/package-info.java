/**
 * One security association (SA) as a value: what identifies it, when two are the same, what a DUMP
 * shows of it and the ADD that creates it again.
 *
 * <p>PF_KEY says the same thing in different ways in an ADD and in a DUMP (RFC 2367, and {@code
 * pf_key(4P)} of illumos); this is the one place that knows both.
 */
@NullMarked
package org.manualkey.sa;

import org.jspecify.annotations.NullMarked;
