package org.manualkey.sadb.linux;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;

/**
 * How far an SA has been used. Each packet that it protects, or that passes its check, counts.
 *
 * @param packets unsigned; the counters may stop at their highest number
 * @param bytes unsigned
 * @param last when it was used last, in seconds since 1970; 0: never, or the kernel does not show
 *     it
 */
public record SaUse(long packets, long bytes, long last) {
  static final SaUse NONE = new SaUse(0, 0, 0);

  /** As far as its counters show, which do not tell when. */
  public static SaUse counted(@Nullable Lifetime current) {
    return current == null
        ? NONE
        : new SaUse(Integer.toUnsignedLong(current.allocations()), current.bytes(), 0);
  }

  /** Whether it has not been used in between. */
  boolean isAsFarAs(SaUse other) {
    return packets == other.packets && bytes == other.bytes;
  }
}
