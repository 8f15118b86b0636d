package org.manualkey.pfkey;

/**
 * A lifetime extension ({@code struct sadb_lifetime}, RFC 2367 section 2.3.2).
 *
 * <p>In a limit 0 means no limit. In the current lifetime the times are seconds since 1970: when
 * the SA was added and first used (0: never); in the others they are seconds to live.
 *
 * @param kind which lifetime
 * @param allocations unsigned 32 bits
 * @param bytes unsigned 64 bits
 * @param addTime unsigned 64 bits, seconds
 * @param useTime unsigned 64 bits, seconds
 */
public record Lifetime(Kind kind, int allocations, long bytes, long addTime, long useTime)
    implements Extension {
  /** Which of the four lifetimes. */
  public enum Kind {
    CURRENT(ExtensionType.LIFETIME_CURRENT),
    HARD(ExtensionType.LIFETIME_HARD),
    SOFT(ExtensionType.LIFETIME_SOFT),
    /** illumos: time without traffic. */
    IDLE(ExtensionType.X_LIFETIME_IDLE);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }

  public boolean isZero() {
    return allocations == 0 && bytes == 0 && addTime == 0 && useTime == 0;
  }
}
