/**
 * The thread that reads what a Linux kernel reports to all: the same loop for each interface of the
 * kernel, which makes messages of the octets.
 */
@NullMarked
package org.manualkey.sadb.linux.events;

import org.jspecify.annotations.NullMarked;
