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
    int slash = first;
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
    if (!areDigits(tokens, index, first, slash)) {
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

  private static boolean areDigits(Tokens tokens, int index, int first, int slash) {
    int all = 0; // negative once a digit was none
    for (int at = first; at < slash; at++) {
      all |= digit(tokens, index, at);
    }
    return all >= 0;
  }

  private static KeyMaterial octets(Tokens tokens, int index, int first, int slash, int bits) {
    int used = (bits + 7) >> 3;
    int mask = (bits & 7) == 0 ? 0xff : 0xff00 >> (bits & 7); // of the last octet
    return KeyMaterial.of(
        ((bits + 63) >> 6) * 8,
        i -> {
          int at = first + 2 * i;
          if (i >= used || at >= slash) {
            return 0;
          }
          int low = at + 1 < slash ? digit(tokens, index, at + 1) : 0;
          return (digit(tokens, index, at) << 4 | low) & (i == used - 1 ? mask : 0xff);
        });
  }

  /** The value of a digit; -1: it is none. */
  private static int digit(Tokens tokens, int index, int at) {
    return Character.digit((char) tokens.octet(index, at), 16);
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
