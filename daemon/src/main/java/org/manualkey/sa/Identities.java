package org.manualkey.sa;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;

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
    return other != null
        && one.idType() == other.idType()
        && (one.value().equals(other.value()) || value(one).equals(value(other)));
  }

  /**
   * The octets that are the value of an identity, without what fills its last word: a string ends
   * at its NUL, a DER name at the last other octet.
   */
  public static ByteBuffer value(Identity identity) {
    ByteBuffer value = identity.value().view();
    return switch (IdentityType.of(identity.idType())) {
      case X_DN, X_GN -> value.limit(withoutFill(value));
      case RESERVED, PREFIX, FQDN, USER_FQDN, X_KEY_ID, X_ADDR_RANGE, UNKNOWN ->
          value.limit(toNul(value));
    };
  }

  private static int toNul(ByteBuffer value) {
    int end = 0;
    while (end < value.limit() && value.get(end) != 0) {
      end++;
    }
    return end;
  }

  private static int withoutFill(ByteBuffer value) {
    int end = value.limit();
    while (end > 0 && value.get(end - 1) == 0) {
      end--;
    }
    return end;
  }
}
