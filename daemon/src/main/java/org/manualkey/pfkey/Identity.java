package org.manualkey.pfkey;

import java.util.Arrays;

/**
 * An identity extension ({@code struct sadb_ident}, RFC 2367 section 2.3.5).
 *
 * @param kind whose identity
 * @param idType 16 bits; see {@link IdentityType}
 * @param reserved 16 bits
 * @param id 64 bits, a user id or 0
 * @param value the octets of the string as on the wire: NUL-terminated and filled to a multiple of
 *     eight
 */
public record Identity(Kind kind, int idType, int reserved, long id, Octets value)
    implements Extension {
  /** Whose identity. */
  public enum Kind {
    SRC(ExtensionType.IDENTITY_SRC),
    DST(ExtensionType.IDENTITY_DST);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }
  }

  /** Checks that the value fills whole 64-bit words, as it does on the wire. */
  public Identity {
    if (value.length() % 8 != 0) {
      throw new IllegalArgumentException("identity of " + value.length() + " octets");
    }
  }

  /** An identity from the octets of its string, without terminator. */
  public static Identity of(Kind kind, int idType, byte[] text) {
    byte[] padded = Arrays.copyOf(text, (text.length + 8) & ~7);
    return new Identity(kind, idType, 0, 0, Octets.of(padded));
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }
}
