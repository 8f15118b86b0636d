/**
 * The embedded security association database: what the illumos kernel would answer, without a
 * kernel. It protects no packet.
 *
 * <p>{@link org.manualkey.sadb.memory.MemorySadb} is the door. A request passes the checks in the
 * order of the kernel ({@code keysock}, {@code sadb}, {@code ipsecah} and {@code ipsecesp} of
 * illumos), then one class per verb acts on the tables. A check is a {@link
 * org.manualkey.sadb.rules.Rule}: it looks at a {@link org.manualkey.sadb.rules.RequestInProgress}
 * and gives a {@link org.manualkey.sadb.rules.Refusal} or nothing, knows nothing of the tables, and
 * so serves any rule set. Where the kernel is known to err, this one does not; such places say so.
 */
@NullMarked
package org.manualkey.sadb.memory;

import org.jspecify.annotations.NullMarked;
