package org.manualkey.pfkey;

import org.manualkey.secret.KeyMaterial;

/**
 * A key extension ({@code struct sadb_key}, RFC 2367 section 2.3.4).
 *
 * <p>What {@code bits} and {@code reserved} count differs by direction on illumos: in an ADD {@code
 * bits} covers key, salt and initial vector, and {@code reserved} the bits of that vector; in a GET
 * or DUMP {@code bits} is the key alone and {@code reserved} the salt after it.
 *
 * @param kind which key
 * @param bits length in bits, 0 to 65535
 * @param reserved 16 bits
 * @param material the octets, filled with zeros to a multiple of eight
 */
public record Key(Kind kind, int bits, int reserved, KeyMaterial material) implements Extension {
  /** Which of the two keys. */
  public enum Kind {
    AUTH(ExtensionType.KEY_AUTH),
    ENCRYPT(ExtensionType.KEY_ENCRYPT);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }
  }

  /** Checks that the material fills whole 64-bit words, as it does on the wire. */
  public Key {
    if (material.length() % 8 != 0) {
      throw new IllegalArgumentException("key material of " + material.length() + " octets");
    }
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }

  /** Octets that {@link #bits} takes. */
  public int octets() {
    return (bits + 7) >> 3;
  }
}
