package org.manualkey.sa;

import org.manualkey.pfkey.Key;
import org.manualkey.secret.KeyMaterial;

/** The forms of one key: as a dump shows it, as an ADD carries it, as a cipher uses it. */
public final class KeyForm {
  private KeyForm() {}

  /**
   * A copy of a key of a dump as an ADD carries it: the salt is part of the key. What a dump has
   * behind both is left out.
   */
  public static Key asAdded(Key dumped) {
    int bits = dumped.bits() + dumped.reserved();
    KeyMaterial material = dumped.material();
    int length = Math.min((bits + 7) >> 3, material.length());
    KeyMaterial whole =
        KeyMaterial.of(((bits + 63) >> 6) * 8, i -> i < length ? material.octet(i) : 0);
    return new Key(dumped.kind(), bits, 0, whole);
  }

  /**
   * A copy of the material as a cipher uses it, by which keys can be compared: those of DES get the
   * odd parity that illumos gives them and Linux does not.
   *
   * @param cipher number of the encryption algorithm; 0 for a key that is none
   */
  public static KeyMaterial asUsed(Key key, int cipher) {
    return DesKeys.areOf(cipher)
        ? key.material().withOddParity(key.octets())
        : key.material().copy();
  }

  /**
   * Whether a cipher uses the first octets of both as one key: the parity bits of DES do not count.
   *
   * @param cipher as {@link #asUsed} takes it
   */
  static boolean beginAlike(Key one, Key other, int cipher, int octets) {
    return DesKeys.areOf(cipher)
        ? one.material().beginsLikeButForParity(other.material(), octets)
        : one.material().beginsLike(other.material(), octets);
  }

  /**
   * Whether a cipher uses both as one key; what stands behind the {@link Key#bits} does not count.
   *
   * @param cipher as {@link #asUsed} takes it
   */
  public static boolean isSame(Key one, Key other, int cipher) {
    return one.bits() == other.bits() && beginAlike(one, other, cipher, one.octets());
  }
}
