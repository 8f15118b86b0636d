package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;

/**
 * Hands out one object for equal values that come one after the other: a key file repeats its
 * addresses and lifetimes a hundred thousand times over.
 */
final class LastSeen<T> {
  private @Nullable T last;

  /** The value, or the equal one that came just before it. */
  T share(T value) {
    T before = last;
    if (before != null && before.equals(value)) {
      return before;
    }
    last = value;
    return value;
  }
}
