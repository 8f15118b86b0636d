package org.manualkey.pfkey;

/** Message types: RFC 2367 section 3.1, and those illumos adds ({@code X_}). */
public enum MessageType {
  /** Only in error replies to unknown types. */
  RESERVED(0),
  GETSPI(1),
  UPDATE(2),
  ADD(3),
  DELETE(4),
  GET(5),
  ACQUIRE(6),
  REGISTER(7),
  EXPIRE(8),
  FLUSH(9),
  DUMP(10),
  X_PROMISC(11),
  X_INVERSE_ACQUIRE(12),
  X_UPDATEPAIR(13),
  X_DELPAIR(14),
  X_DELPAIR_STATE(15),
  /** Any code above; the header keeps the code itself. */
  UNKNOWN(-1);

  private static final MessageType[] BY_CODE = values();

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static MessageType of(int code) {
    return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
  }
}
