package org.manualkey.algorithm;

import java.util.List;

/**
 * One row of the table.
 *
 * @param kind authentication or encryption
 * @param id number in SAs, 0 to 255
 * @param names names, the one to print first
 * @param keyLengths permitted lengths of the key proper, without salt
 * @param ivBytes octets of the initial vector (encryption)
 * @param icvBytes octets of the integrity check value (authentication and combined modes)
 * @param saltBytes octets of salt that follow the key
 * @param flags bits of {@code ALG_FLAG_}: see {@link #isCombined} and {@link #isCounterMode}
 */
public record Algorithm(
    Kind kind,
    int id,
    List<String> names,
    KeyLengths keyLengths,
    int ivBytes,
    int icvBytes,
    int saltBytes,
    int flags) {
  static final int VALID = 1;
  static final int COUNTER_MODE = 2;
  static final int COMBINED = 4;

  /** ESP's NULL encryption (RFC 2410): an algorithm without a key. */
  public static final int NULL_ENCRYPTION = 11;

  /** What an algorithm is for; the code is the protocol number in {@code ipsecalgs}. */
  public enum Kind {
    AUTHENTICATION(2),
    ENCRYPTION(3);

    private final int protocol;

    Kind(int protocol) {
      this.protocol = protocol;
    }

    int protocol() {
      return protocol;
    }
  }

  public Algorithm {
    names = List.copyOf(names);
  }

  /** The name to print. */
  public String name() {
    return names.getFirst();
  }

  /** Whether an SA can use it: the rows {@code none} and {@code any} cannot be used. */
  public boolean isUsable() {
    return (flags & VALID) != 0;
  }

  /** Whether it encrypts and authenticates in one (CCM, GCM). */
  public boolean isCombined() {
    return (flags & COMBINED) != 0;
  }

  public boolean isCounterMode() {
    return (flags & COUNTER_MODE) != 0;
  }

  public int saltBits() {
    return saltBytes * 8;
  }
}
