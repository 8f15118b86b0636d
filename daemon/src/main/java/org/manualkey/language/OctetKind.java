package org.manualkey.language;

import org.manualkey.secret.SecretText;

/** What the octets of a text are to the {@link Tokenizer}. */
final class OctetKind {
  /** Part of a word, as most are. */
  static final byte WORD = 0;

  static final byte BLANK = 1;
  static final byte NEWLINE = 2;
  static final byte BACKSLASH = 3;
  static final byte QUOTE = 4;
  static final byte CONTROL = 5;

  /** The first of a byte-order mark, perhaps. */
  static final byte MARK = 6;

  /** The first of a blank of Unicode, perhaps. */
  static final byte OTHER = 7;

  private static final byte[] KIND = kinds();

  /** U+FEFF, which programs of Windows put before a text. */
  private static final int BYTE_ORDER_MARK = 0xEFBBBF;

  private static final int NO_BREAK_SPACE = 0xa0;

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = ~(0x7f * ONES);

  private OctetKind() {}

  /** The kind of an octet, one of the constants. */
  static byte kind(byte octet) {
    return KIND[octet & 0xff];
  }

  /**
   * How many of eight octets, from the first one in the lowest byte, are certainly {@link #WORD}:
   * printable ASCII but for {@code "} and {@code \}. The one after them may be, too.
   */
  static int words(long eight) {
    // A byte of these has its highest bit set if the octet is one; bytes above such a one may be
    // wrong, and do not count.
    long blankOrControl = (eight - 0x21 * ONES) & ~eight;
    long deleteOrNotAscii = eight + ONES | eight;
    long quote = zeros(eight ^ '"' * ONES);
    long backslash = zeros(eight ^ '\\' * ONES);
    long others = (blankOrControl | deleteOrNotAscii | quote | backslash) & HIGHEST_BITS;
    return Long.numberOfTrailingZeros(others) / Byte.SIZE;
  }

  private static long zeros(long eight) {
    return (eight - ONES) & ~eight;
  }

  /** Whether U+FEFF stands in a text, in UTF-8, whose end is given. */
  static boolean isByteOrderMark(SecretText text, int at, int end) {
    return at + 2 < end
        && ((text.octet(at) & 0xff) << 16
                | (text.octet(at + 1) & 0xff) << 8
                | (text.octet(at + 2) & 0xff))
            == BYTE_ORDER_MARK;
  }

  /** Whether a text begins with the mark of UTF-16. */
  static boolean isUtf16(SecretText text, int end) {
    int mark = end < 2 ? 0 : (text.octet(0) & 0xff) << 8 | (text.octet(1) & 0xff);
    return mark == 0xfeff || mark == 0xfffe;
  }

  /**
   * The blank of Unicode that stands in a text, as word processors and web pages put it in the
   * place of a space; 0: none does. In the language it separates no words.
   */
  static int otherBlank(SecretText text, int at, int end) {
    if (at + 1 < end && (text.octet(at) & 0xff) == 0xc2) {
      return (text.octet(at + 1) & 0xff) == NO_BREAK_SPACE ? NO_BREAK_SPACE : 0;
    }
    if (at + 2 >= end
        || (text.octet(at) & 0xfe) != 0xe2
        || (text.octet(at + 1) & text.octet(at + 2) & 0xc0) != 0x80) {
      return 0;
    }
    int character =
        (text.octet(at) & 0xf) << 12
            | (text.octet(at + 1) & 0x3f) << 6
            | (text.octet(at + 2) & 0x3f);
    return switch (character) {
      case 0x202f, 0x205f, 0x3000 -> character;
      default -> character >= 0x2000 && character <= 0x200b ? character : 0;
    };
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int i = 0; i < 0x20; i++) {
      kinds[i] = CONTROL;
    }
    kinds[0x7f] = CONTROL;
    for (char blank : new char[] {' ', '\t', '\u000b', '\f', '\r'}) {
      kinds[blank] = BLANK;
    }
    kinds['\n'] = NEWLINE;
    kinds['\\'] = BACKSLASH;
    kinds['"'] = QUOTE;
    kinds[0xef] = MARK;
    kinds[0xc2] = OTHER;
    kinds[0xe2] = OTHER;
    kinds[0xe3] = OTHER;
    return kinds;
  }
}
