/**
 * The service: its states, its properties, and the loads that change its state.
 *
 * <p>States are those of SMF (smf(7)): {@code disabled}, {@code offline}, {@code online}, {@code
 * degraded} and {@code maintenance}, each with the time it was entered and a reason. Whether the
 * service is enabled is kept across restarts, unless it was changed temporarily.
 */
@NullMarked
package org.manualkey.service;

import org.jspecify.annotations.NullMarked;
