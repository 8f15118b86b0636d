package org.manualkey.print;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Characters that steer a terminal instead of being shown by it: C0 and C1 controls, and those that
 * change the direction of text (Unicode Standard Annex #9) or end a line of it.
 *
 * <p>Octets are read as UTF-8. One that is no UTF-8 is a character of its own, as a terminal of
 * eight bits takes it: 0x80 to 0x9f are C1 controls then.
 */
final class Controls {
  private Controls() {}

  /** How many octets the character has that begins at this index of a buffer. */
  static int length(ByteBuffer octets, int at) {
    int first = octets.get(at) & 0xff;
    int length = first >= 0xc2 && first <= 0xdf ? 2 : first >>> 4 == 0xe ? 3 : 1;
    if (first >= 0xf0 && first <= 0xf4) {
      length = 4;
    }
    if (length > octets.limit() - at) {
      return 1;
    }
    for (int i = 1; i < length; i++) {
      if ((octets.get(at + i) & 0xc0) != 0x80) {
        return 1;
      }
    }
    return length;
  }

  /**
   * Whether the character at this index steers a terminal.
   *
   * @param length by {@link #length}
   */
  static boolean isAt(ByteBuffer octets, int at, int length) {
    int first = octets.get(at) & 0xff;
    return switch (length) {
      case 1 -> first < ' ' || (first >= 0x7f && first <= 0x9f);
      case 2 -> isControl((first & 0x1f) << 6 | rest(octets, at + 1));
      case 3 -> isControl((first & 0xf) << 12 | rest(octets, at + 1) << 6 | rest(octets, at + 2));
      default -> false;
    };
  }

  /** {@code U+202E}, or {@code octet 0x80} of what is no UTF-8. */
  static String name(ByteBuffer octets, int at, int length) {
    int first = octets.get(at) & 0xff;
    if (length == 1 && first >= 0x80) {
      return "octet 0x" + Integer.toHexString(first);
    }
    int character =
        switch (length) {
          case 1 -> first;
          case 2 -> (first & 0x1f) << 6 | rest(octets, at + 1);
          default -> (first & 0xf) << 12 | rest(octets, at + 1) << 6 | rest(octets, at + 2);
        };
    return String.format(Locale.ROOT, "U+%04X", character);
  }

  private static int rest(ByteBuffer octets, int at) {
    return octets.get(at) & 0x3f;
  }

  private static boolean isControl(int character) {
    return character <= 0x9f
        || character == 0x61c
        || character == 0x200e
        || character == 0x200f
        || (character >= 0x2028 && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
