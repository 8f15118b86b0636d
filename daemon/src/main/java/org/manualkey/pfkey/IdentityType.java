package org.manualkey.pfkey;

/** Types of an identity; illumos {@code net/pfkeyv2.h}. */
public enum IdentityType {
  RESERVED(0),
  PREFIX(1),
  FQDN(2),
  /** A mailbox, {@code user@host}. */
  USER_FQDN(3),
  /** An X.501 distinguished name in DER. */
  X_DN(4),
  /** An X.509 general name in DER. */
  X_GN(5),
  X_KEY_ID(6),
  X_ADDR_RANGE(7),
  UNKNOWN(-1);

  private static final IdentityType[] BY_CODE = values();

  private final int code;

  IdentityType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static IdentityType of(int code) {
    return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
  }
}
