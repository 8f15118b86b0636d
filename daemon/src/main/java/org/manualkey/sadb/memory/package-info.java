/**
 * The embedded security association database: it replies like the illumos kernel, without a kernel.
 * It protects no packet.
 *
 * <p>{@link org.manualkey.sadb.memory.MemorySadb} is the entry. A request passes the {@linkplain
 * org.manualkey.sadb.rules rules} in the order of the kernel ({@code keysock}, {@code sadb}, {@code
 * ipsecah} and {@code ipsecesp} of illumos), then one class per verb acts on the tables. Known bugs
 * of the kernel are not reproduced; comments name such places.
 *
 * <p>It has verbs that no client command can reach (GETSPI, REGISTER, X_INVERSE_ACQUIRE,
 * X_DELPAIR_STATE, X_PROMISC) and more sockets than its session, so that a back end for the kernel
 * of illumos can be tested against it.
 */
@NullMarked
package org.manualkey.sadb.memory;

import org.jspecify.annotations.NullMarked;
