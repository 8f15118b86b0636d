package org.manualkey.pfkey;

/** States of an SA as the kernel numbers them. */
public enum SaState {
  LARVAL(0),
  MATURE(1),
  DYING(2),
  DEAD(3),
  /** Held by another node of a cluster. */
  ACTIVE_ELSEWHERE(4),
  IDLE(5),
  /** In requests only: an idle SA becomes mature again. */
  ACTIVE(6),
  UNKNOWN(-1);

  private static final SaState[] BY_CODE = values();

  private final int code;

  SaState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static SaState of(int code) {
    return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
  }
}
