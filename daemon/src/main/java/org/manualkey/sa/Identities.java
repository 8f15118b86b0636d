package org.manualkey.sa;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Identity;

/**
 * Who the ends of an SA are (RFC 2367, section 2.3.5).
 *
 * @param source null: not given
 * @param destination null: not given
 */
public record Identities(@Nullable Identity source, @Nullable Identity destination) {
  /** Of an SA that names nobody. */
  public static final Identities NONE = new Identities(null, null);

  boolean isSame(Identities other) {
    return isSame(source, other.source) && isSame(destination, other.destination);
  }

  /** No database keeps more of an identity than its type and its string. */
  private static boolean isSame(@Nullable Identity one, @Nullable Identity other) {
    if (one == null) {
      return other == null;
    }
    return other != null && one.idType() == other.idType() && one.value().equals(other.value());
  }
}
