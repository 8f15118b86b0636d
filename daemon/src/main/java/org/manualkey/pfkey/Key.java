package org.manualkey.pfkey;

import java.util.Arrays;

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

  /**
   * A key from exactly its octets; {@code octets} is wiped when a padded copy has been made of it.
   */
  public static Key of(Kind kind, int bits, int reserved, byte[] octets) {
    byte[] padded = octets;
    if (octets.length % 8 != 0) {
      padded = Arrays.copyOf(octets, (octets.length + 7) & ~7);
      Arrays.fill(octets, (byte) 0);
    }
    return new Key(kind, bits, reserved, KeyMaterial.adopt(padded));
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }

  /**
   * A copy of a key of a dump as an ADD has it: the salt is part of the key. What a dump has behind
   * both is left out.
   */
  public Key asAdded() {
    int octets = (bits + reserved + 7) >> 3;
    byte[] whole = new byte[octets];
    for (int i = 0; i < Math.min(octets, material.length()); i++) {
      whole[i] = (byte) material.octet(i);
    }
    return of(kind, bits + reserved, 0, whole);
  }

  /**
   * A copy of the material as a cipher uses it, by which keys can be compared: those of DES get the
   * odd parity that illumos gives them and Linux does not.
   *
   * @param cipher number of the encryption algorithm; 0 for a key that is none
   */
  public KeyMaterial usedBy(int cipher) {
    return DesKeys.areOf(cipher) ? material.withOddParity(octets()) : material.copy();
  }

  /**
   * Whether a cipher uses both as one key; what stands behind the {@link #bits} does not count.
   *
   * @param cipher as {@link #usedBy} takes it
   */
  public boolean isSameFor(int cipher, Key other) {
    if (bits != other.bits) {
      return false;
    }
    if (!DesKeys.areOf(cipher)) {
      return material.beginsLike(other.material, octets());
    }
    KeyMaterial one = usedBy(cipher);
    KeyMaterial two = other.usedBy(cipher);
    boolean same = one.beginsLike(two, octets());
    one.wipe();
    two.wipe();
    return same;
  }

  /** Octets that {@link #bits} takes. */
  public int octets() {
    return (bits + 7) >> 3;
  }
}
