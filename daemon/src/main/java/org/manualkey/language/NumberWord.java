package org.manualkey.language;

/**
 * Reads numbers as C's {@code strtoull} with base 0 does: {@code 0x} hex, a leading {@code 0}
 * octal, otherwise decimal; the whole word counts. Signs, which strtoull takes, are refused.
 */
final class NumberWord {
  /** What {@link #read} returned was no number. */
  enum Flaw {
    NONE,
    NOT_A_NUMBER,
    OUT_OF_RANGE
  }

  private long value;

  /** Reads a word; see {@link #value} when nothing is wrong. */
  Flaw read(Tokens tokens, int index, long max) {
    int length = tokens.length(index);
    int radix = 10;
    int at = 0;
    if (tokens.octet(index, 0) == '0' && length > 1) {
      boolean hex = (tokens.octet(index, 1) | 0x20) == 'x';
      radix = hex ? 16 : 8;
      at = hex ? 2 : 1;
    }
    if (at == length) {
      return Flaw.NOT_A_NUMBER;
    }
    value = 0;
    boolean overflow = false;
    for (; at < length; at++) {
      int digit = Character.digit((char) tokens.octet(index, at), radix);
      if (digit < 0) {
        return Flaw.NOT_A_NUMBER;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0;
      value = value * radix + digit;
    }
    return overflow || Long.compareUnsigned(value, max) > 0 ? Flaw.OUT_OF_RANGE : Flaw.NONE;
  }

  /** The number read last, unsigned. */
  long value() {
    return value;
  }
}
