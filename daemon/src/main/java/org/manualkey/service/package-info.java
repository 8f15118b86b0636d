/**
 * The service: its states, its properties, and the load that moves it from one state to the next.
 *
 * <p>States are those of SMF (smf(7)): {@code disabled}, {@code offline}, {@code online}, {@code
 * degraded} and {@code maintenance}, each with the time it was entered and a reason. Which of
 * enabled and disabled the administrator wants is kept across restarts, unless it was said for now
 * only.
 */
@NullMarked
package org.manualkey.service;

import org.jspecify.annotations.NullMarked;
