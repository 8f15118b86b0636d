package org.manualkey.sa;

/**
 * The encryption algorithms whose keys have a parity bit in each octet that the cipher does not use
 * (FIPS 46-3): what differs in these bits alone is one key.
 */
public final class DesKeys {
  /** {@code SADB_EALG_DESCBC}. */
  public static final int DES_CBC = 2;

  /** {@code SADB_EALG_3DESCBC}. */
  public static final int TRIPLE_DES_CBC = 3;

  private DesKeys() {}

  /** Whether the encryption algorithm of this number has such keys. */
  public static boolean areOf(int cipher) {
    return cipher == DES_CBC || cipher == TRIPLE_DES_CBC;
  }
}
