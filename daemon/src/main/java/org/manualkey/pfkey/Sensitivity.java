package org.manualkey.pfkey;

/**
 * A sensitivity extension of a labelled system ({@code struct sadb_sens}, RFC 2367 section 2.3.6).
 *
 * @param kind inner or outer label
 * @param dpd protection domain
 * @param sensLevel sensitivity level
 * @param sensLength length of the sensitivity bitmap in 64-bit words, as claimed
 * @param integLevel integrity level
 * @param integLength length of the integrity bitmap in 64-bit words, as claimed
 * @param flags reserved word
 * @param bitmaps both bitmaps, whole 64-bit words
 */
public record Sensitivity(
    Kind kind,
    int dpd,
    int sensLevel,
    int sensLength,
    int integLevel,
    int integLength,
    int flags,
    Octets bitmaps)
    implements Extension {
  /** Which label. */
  public enum Kind {
    INNER(ExtensionType.SENSITIVITY),
    OUTER(ExtensionType.X_OUTER_SENS);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }
  }

  /** Checks that the bitmaps fill whole 64-bit words, as they do on the wire. */
  public Sensitivity {
    if (bitmaps.length() % 8 != 0) {
      throw new IllegalArgumentException("bitmaps of " + bitmaps.length() + " octets");
    }
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }
}
