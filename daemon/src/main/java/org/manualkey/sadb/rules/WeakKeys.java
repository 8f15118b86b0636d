package org.manualkey.sadb.rules;

import org.manualkey.secret.KeyMaterial;

/**
 * The keys that DES must not be used with: 4 weak and 12 semi-weak ones (NIST SP 800-67, section
 * 3.3.2), and the Triple DES keys that are no more than single DES.
 *
 * <p>Parity does not count: a key is looked at as it is after correction. Stricter than illumos,
 * which on x86 misses ten semi-weak keys and accepts a weak first key in Triple DES.
 */
public final class WeakKeys {
  private static final int DES_OCTETS = 8;
  private static final long PARITY_BITS = 0x0101010101010101L;

  /** Not boxed: an object on the heap would be a copy of the key. */
  private static final long[] DES = {
    0x0101010101010101L,
    0x1F1F1F1F0E0E0E0EL,
    0xE0E0E0E0F1F1F1F1L,
    0xFEFEFEFEFEFEFEFEL,
    0x01FE01FE01FE01FEL,
    0xFE01FE01FE01FE01L,
    0x1FE01FE00EF10EF1L,
    0xE01FE01FF10EF10EL,
    0x01E001E001F101F1L,
    0xE001E001F101F101L,
    0x1FFE1FFE0EFE0EFEL,
    0xFE1FFE1FFE0EFE0EL,
    0x011F011F010E010EL,
    0x1F011F010E010E01L,
    0xE0FEE0FEF1FEF1FEL,
    0xFEE0FEE0FEF1FEF1L
  };

  private WeakKeys() {}

  public static boolean isWeakDes(KeyMaterial key) {
    return isWeak(subkey(key, 0));
  }

  /** Whether two keys of three follow each other that are equal. */
  static boolean hasEqualNeighbours(KeyMaterial key) {
    long second = subkey(key, 1);
    return subkey(key, 0) == second || second == subkey(key, 2);
  }

  /** Two equal neighbours undo each other; the first and the third may be equal (two-key). */
  static boolean isWeakTripleDes(KeyMaterial key) {
    long first = subkey(key, 0);
    long second = subkey(key, 1);
    long third = subkey(key, 2);
    return first == second || second == third || isWeak(first) || isWeak(second) || isWeak(third);
  }

  private static boolean isWeak(long subkey) {
    boolean weak = false;
    for (long known : DES) {
      weak |= subkey == known;
    }
    return weak;
  }

  /** One key of eight octets, with odd parity. */
  private static long subkey(KeyMaterial key, int index) {
    long subkey = 0;
    for (int i = 0; i < DES_OCTETS; i++) {
      subkey = subkey << Byte.SIZE | key.octet(index * DES_OCTETS + i);
    }
    // Folds each octet's seven upper bits into its lowest: 1 when their number is even.
    long upper = subkey & ~PARITY_BITS;
    long folded = upper ^ upper >>> 4;
    folded ^= folded >>> 2;
    folded ^= folded >>> 1;
    return upper | (~folded & PARITY_BITS);
  }
}
