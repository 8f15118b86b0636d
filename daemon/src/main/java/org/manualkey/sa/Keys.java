package org.manualkey.sa;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Key;

/**
 * The keys of an SA, in the form in which they came.
 *
 * @param auth null: none
 * @param encrypt null: none
 * @param dumped whether the salt is counted apart, in {@code reserved}, as a GET or a DUMP does; an
 *     ADD counts it among the bits of the key
 */
public record Keys(@Nullable Key auth, @Nullable Key encrypt, boolean dumped) {
  /** Of an SA without keys, or of one whose keys are not shown. */
  public static final Keys NONE = new Keys(null, null, false);

  /**
   * Whether both are the same keys for an encryption algorithm; of each key all octets are looked
   * at, wherever they differ.
   *
   * @param cipher its number
   */
  boolean isSame(Keys other, int cipher) {
    return isSame(auth, dumped, other.auth, other.dumped, 0)
        && isSame(encrypt, dumped, other.encrypt, other.dumped, cipher);
  }

  private static boolean isSame(
      @Nullable Key one, boolean oneDumped, @Nullable Key other, boolean otherDumped, int cipher) {
    int bits = bits(one, oneDumped);
    if (one == null || other == null || bits == 0) {
      return bits == bits(other, otherDumped);
    }
    return bits == bits(other, otherDumped)
        && KeyForm.beginAlike(one, other, cipher, (bits + 7) >> 3);
  }

  /** Bits of the authentication key; 0: none. */
  public int authBits() {
    return bits(auth, dumped);
  }

  /** Bits of the encryption key and its salt; 0: none. */
  public int encryptBits() {
    return bits(encrypt, dumped);
  }

  /** Key and salt together. */
  private static int bits(@Nullable Key key, boolean dumped) {
    if (key == null) {
      return 0;
    }
    return dumped ? key.bits() + key.reserved() : key.bits();
  }

  /** The authentication key as an ADD carries it; a copy where its form differs. */
  @Nullable Key addedAuth() {
    return added(auth);
  }

  /** The encryption key as an ADD carries it; a copy where its form differs. */
  @Nullable Key addedEncrypt() {
    return added(encrypt);
  }

  private @Nullable Key added(@Nullable Key key) {
    return key == null || !dumped ? key : KeyForm.asAdded(key);
  }

  /** Overwrites both. */
  public void wipe() {
    if (auth != null) {
      auth.material().wipe();
    }
    if (encrypt != null) {
      encrypt.material().wipe();
    }
  }
}
