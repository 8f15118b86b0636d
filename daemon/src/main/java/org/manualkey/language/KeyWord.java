package org.manualkey.language;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Key;
import org.manualkey.secret.KeyMaterial;

/**
 * Reads a key: {@code [0x]digits[/bits]}, hexadecimal digits and decimal bits.
 *
 * <p>Without bits the length is that of the digits in whole octets, an odd digit filling its octet
 * from the left. With fewer bits than digits the key is truncated and the unused low bits of its
 * last octet are cleared. Digits go straight from the text into the key.
 */
final class KeyWord {
  /** The width of {@code sadb_key_bits}. */
  private static final int MAX_BITS = 0xffff;

  private @Nullable ProblemCode problem;

  /** The problem with the word read last, or null; a warning does not prevent a key. */
  @Nullable ProblemCode problem() {
    return problem;
  }

  /** The key, or null if {@link #problem} is an error. */
  @Nullable Key read(Tokens tokens, int index, Key.Kind kind, int reserved) {
    problem = null;
    int length = tokens.length(index);
    int first = hasPrefix(tokens, index) ? 2 : 0;
    int digitsEnd = digitsEnd(tokens, index, first, length);
    int slash = digitsEnd;
    while (slash < length && tokens.octet(index, slash) != '/') {
      slash++;
    }
    int digits = slash - first;
    int bits = slash < length ? decimal(tokens, index, slash + 1) : (digits + 1) / 2 * 8;
    if (digits == 0 || bits <= 0) {
      return fail(ProblemCode.BAD_KEY);
    }
    if (bits > MAX_BITS) {
      return fail(ProblemCode.KEY_TOO_LONG);
    }
    if (slash < length && bits > digits * 4) {
      return fail(ProblemCode.KEY_BITS);
    }
    if (digitsEnd < slash) {
      return fail(ProblemCode.BAD_KEY);
    }
    if (slash < length && bits < digits * 4) {
      problem = ProblemCode.KEY_TRUNCATED;
    } else if (slash == length && (digits & 1) != 0) {
      problem = ProblemCode.ODD_DIGITS;
    }
    return new Key(kind, bits, reserved, octets(tokens, index, first, slash, bits));
  }

  /** Why a word is not a key, without a digit or a letter of it; or an empty string. */
  static String reason(Tokens tokens, int index) {
    if (tokens.octet(index, 0) == '=') {
      return UnknownWord.NO_EQUALS;
    }
    if (tokens.isQuoted(index)) {
      return ProblemCode.QUOTED_KEY.text();
    }
    int length = tokens.length(index);
    int first = hasPrefix(tokens, index) ? 2 : 0;
    for (int at = first; at < length && tokens.octet(index, at) != '/'; at++) {
      int octet = tokens.octet(index, at);
      if (!KeyShape.isHexDigit(octet)) {
        boolean mark = octet > ' ' && octet < 0x7f && !Character.isLetterOrDigit(octet);
        return mark && tokens.mayBePartOfKey(index)
            ? "character " + (at + 1) + " of the key is '" + (char) octet + "'"
            : "character " + (at + 1) + " is not a hex digit";
      }
    }
    return "";
  }

  private static boolean hasPrefix(Tokens tokens, int index) {
    return tokens.length(index) >= 2
        && tokens.octet(index, 0) == '0'
        && (tokens.octet(index, 1) | 0x20) == 'x';
  }

  private @Nullable Key fail(ProblemCode code) {
    problem = code;
    return null;
  }

  /** The offset of the first octet from an offset on that is no digit. */
  private static int digitsEnd(Tokens tokens, int index, int first, int end) {
    int at = first;
    int found;
    do {
      found = HexDigits.count(tokens.eightOctets(index, at, end));
      at += found;
    } while (found == HexDigits.EIGHT);
    return at;
  }

  private static KeyMaterial octets(Tokens tokens, int index, int first, int slash, int bits) {
    return KeyMaterial.ofWords(
        ((bits + 63) >> 6) * 8,
        i -> {
          int at = first + 2 * i;
          long word =
              value(tokens, index, at, slash) << 32
                  | value(tokens, index, at + HexDigits.EIGHT, slash);
          int used = bits - i * Byte.SIZE;
          return used >= Long.SIZE ? word : word & -1L << (Long.SIZE - used);
        });
  }

  /** The value of eight digits from an offset on; behind the last one, they are 0. */
  private static long value(Tokens tokens, int index, int at, int end) {
    return at >= end ? 0 : HexDigits.value(tokens.eightOctets(index, at, end));
  }

  /** The decimal number from an offset to the end of the word; 0 if it is not one. */
  private static int decimal(Tokens tokens, int index, int from) {
    int number = 0;
    for (int at = from; at < tokens.length(index); at++) {
      int digit = tokens.octet(index, at) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = Math.min(number * 10 + digit, MAX_BITS + 1);
    }
    return number;
  }
}
