package org.manualkey.pfkey;

/** Extension types of RFC 2367 and illumos, by their numbers 1 to 27. */
public enum ExtensionType {
  SA(1),
  LIFETIME_CURRENT(2),
  LIFETIME_HARD(3),
  LIFETIME_SOFT(4),
  ADDRESS_SRC(5),
  ADDRESS_DST(6),
  /** Also known as ADDRESS_PROXY. */
  ADDRESS_INNER_SRC(7),
  KEY_AUTH(8),
  KEY_ENCRYPT(9),
  IDENTITY_SRC(10),
  IDENTITY_DST(11),
  SENSITIVITY(12),
  PROPOSAL(13),
  SUPPORTED_AUTH(14),
  SUPPORTED_ENCRYPT(15),
  SPIRANGE(16),
  X_EREG(17),
  X_EPROP(18),
  X_KM_COOKIE(19),
  X_ADDRESS_NATT_LOC(20),
  X_ADDRESS_NATT_REM(21),
  X_ADDRESS_INNER_DST(22),
  X_PAIR(23),
  X_REPLAY_VALUE(24),
  X_EDUMP(25),
  X_LIFETIME_IDLE(26),
  X_OUTER_SENS(27),
  /** In no message of a socket: it has more than 16 bits. */
  XFRM(0x10004),
  UNKNOWN(-1);

  private static final ExtensionType[] BY_ORDINAL = values();

  private final int code;

  ExtensionType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static ExtensionType of(int code) {
    return code >= 1 && code <= X_OUTER_SENS.code ? BY_ORDINAL[code - 1] : UNKNOWN;
  }
}
