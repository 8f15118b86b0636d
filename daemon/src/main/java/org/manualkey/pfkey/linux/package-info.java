/**
 * The Linux dialect of PF_KEY ({@code linux/pfkeyv2.h}). Its numbers above 16 have other meanings
 * than on illumos, so that messages are always built anew.
 */
@NullMarked
package org.manualkey.pfkey.linux;

import org.jspecify.annotations.NullMarked;
