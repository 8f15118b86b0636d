package org.manualkey.language;

/**
 * Reads numbers as C's {@code strtoull} with base 0 does: {@code 0x} hex, a leading {@code 0}
 * octal, otherwise decimal. The whole word must be a number. Signs, which strtoull accepts, are
 * rejected.
 */
final class NumberWord {
  /** How reading a word ended. */
  enum Result {
    NUMBER,
    NOT_A_NUMBER,
    OUT_OF_RANGE
  }

  private long value;

  /** Reads a word; {@link #value} has the number. */
  Result read(Tokens tokens, int index, long max) {
    return read(tokens, index, 0, tokens.length(index), max);
  }

  /**
   * Reads a part of a word.
   *
   * @param from its first octet
   * @param length where it ends
   */
  Result read(Tokens tokens, int index, int from, int length, long max) {
    int radix = 10;
    int at = from;
    if (length - from > 1 && tokens.octet(index, from) == '0') {
      boolean hex = (tokens.octet(index, from + 1) | 0x20) == 'x';
      radix = hex ? 16 : 8;
      at = from + (hex ? 2 : 1);
    }
    if (at == length) {
      return Result.NOT_A_NUMBER;
    }
    value = 0;
    boolean overflow = false;
    long eight = 0;
    for (int first = at; at < length; at++) {
      boolean used = (at - first) % Long.BYTES == 0;
      eight = used ? tokens.eightOctets(index, at, length) : eight >>> Byte.SIZE;
      int digit = Character.digit((char) (eight & 0xff), radix);
      if (digit < 0) {
        return Result.NOT_A_NUMBER;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0;
      value = value * radix + digit;
    }
    return overflow || Long.compareUnsigned(value, max) > 0 ? Result.OUT_OF_RANGE : Result.NUMBER;
  }

  /** Whether the number read last is octal, and so another than it seems to be. */
  boolean isOctal(Tokens tokens, int index) {
    return tokens.octet(index, 0) == '0'
        && tokens.length(index) > 1
        && (tokens.octet(index, 1) | 0x20) != 'x'
        && Long.compareUnsigned(value, 7) > 0;
  }

  /** The number read last, unsigned. */
  long value() {
    return value;
  }
}
