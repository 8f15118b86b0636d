package org.manualkey.language;

/**
 * Hexadecimal digits in ASCII, eight at once: the first of them is in the lowest byte of a number.
 * Keys are half of a key file, and their digits are in memory where each access costs.
 */
final class HexDigits {
  /** Digits in a number. */
  static final int EIGHT = Long.BYTES;

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = ~(0x7f * ONES);

  private HexDigits() {}

  /** How many of the octets are digits, until the first that is none. */
  static int count(long eight) {
    // The highest bit of a byte is set if the octet is no digit, no letter, not in ASCII.
    long low = eight & ~HIGHEST_BITS;
    long digit = low ^ '0' * ONES; // 0 to 9
    long letter = (low | 0x20 * ONES) ^ 0x60 * ONES; // 1 to 6
    long noDigit = digit + (0x80 - 10) * ONES;
    long noLetter = (letter + (0x80 - 7) * ONES) | ~((letter | HIGHEST_BITS) - ONES);
    long others = ((noDigit & noLetter) | eight) & HIGHEST_BITS;
    return Long.numberOfTrailingZeros(others) / Byte.SIZE;
  }

  /**
   * The value of eight digits, the first of them in the highest bits of 32. An octet of zero is a
   * digit of value 0 here; any other that is no digit must not be among them.
   */
  static long value(long eight) {
    long letters = eight >>> 6 & ONES;
    long values = (eight & 0x0f * ONES) + 9 * letters;
    return Long.compress(Long.reverseBytes(values), 0x0f * ONES);
  }
}
