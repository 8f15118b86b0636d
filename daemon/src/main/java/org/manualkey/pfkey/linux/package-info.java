/**
 * PF_KEY as Linux speaks it ({@code linux/pfkeyv2.h}). Its numbers above 16 mean other things than
 * on illumos: messages are built anew, never passed on.
 */
@NullMarked
package org.manualkey.pfkey.linux;

import org.jspecify.annotations.NullMarked;
