package org.manualkey.pfkey;

/**
 * A replay counter ({@code X_REPLAY_VALUE}).
 *
 * @param value32 unsigned 32 bits
 * @param value64 unsigned 64 bits
 */
public record ReplayValue(int value32, long value64) implements Extension {
  /** A counter as a dump shows it: the 64 bits are there where 32 are not enough. */
  public static ReplayValue shown(long value) {
    return value >>> Integer.SIZE == 0
        ? new ReplayValue((int) value, 0)
        : new ReplayValue(0, value);
  }

  /**
   * A counter as an ADD has it: 64 bits alone are refused, as on illumos, so that beside them there
   * are 32 which no database that knows the 64 looks at.
   */
  public static ReplayValue asked(long value) {
    return value >>> Integer.SIZE == 0
        ? new ReplayValue((int) value, 0)
        : new ReplayValue(Math.max(1, (int) value & Integer.MAX_VALUE), value);
  }

  /** The counter, whichever of both has it. */
  public long counter() {
    return value64 >>> Integer.SIZE == 0 && value32 != 0
        ? Integer.toUnsignedLong(value32)
        : value64;
  }

  @Override
  public ExtensionType type() {
    return ExtensionType.X_REPLAY_VALUE;
  }
}
