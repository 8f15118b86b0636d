package org.manualkey.language;

import java.nio.charset.StandardCharsets;
import org.manualkey.secret.SecretText;

/**
 * What a key looks like: the one place that decides which words may be shown, and which words may
 * be passed to a name service.
 *
 * <p>A word of eight hex digits may be a key, whatever marks group them, and so may a long word of
 * mostly hex digits, such as a mistyped key, and one that looks like base64. Addresses and the
 * names of algorithms are none. In doubt, a word is a key.
 */
public final class KeyShape {
  /** Hex digits of the shortest key that is kept secret: 32 bits. */
  private static final int DIGITS = 8;

  /** Hex digits of the shortest key that is in use: DES with 64 bits. */
  static final int DIGITS_OF_KEY = 16;

  /** Characters of a word in base64 that may be a key: those of 96 bits. */
  private static final int LETTERS_OF_KEY = 16;

  /** Digits of the longest number that is an IPv4 address, which is octal: 037777777777. */
  private static final int LONGEST_NUMBER = 12;

  private static final int LONGEST_SCOPE = 15;
  private static final int LONGEST_NAME = 32;

  private KeyShape() {}

  /**
   * A word that somebody typed where no key is expected, to be shown in a message; if it may be a
   * key, its length instead.
   */
  public static String shown(String word) {
    return mayBeKey(word) ? hidden(word) : word;
  }

  /** The same between quotes, in which nothing stands that nobody typed. */
  public static String quoted(String word) {
    return mayBeKey(word) ? hidden(word) : "'" + word + "'";
  }

  private static String hidden(String word) {
    return "(" + word.length() + " characters, not shown)";
  }

  /** Whether a word may be a key, where no address is expected. */
  public static boolean mayBeKey(String word) {
    byte[] octets = word.getBytes(StandardCharsets.UTF_8);
    try (SecretText text = SecretText.taking("", octets)) {
      return mayBeKey(text, 0, text.length());
    }
  }

  /** Whether a word may be a key, where no address is expected. */
  static boolean mayBeKey(SecretText text, int start, int end) {
    return (hasDigitsOfKey(text, start, end) || isLikeBase64(text, start, end))
        && !AddressShape.isUnmistakable(text, start, end)
        && !isNameOfAlgorithm(text, start, end);
  }

  /** Whether a word may be a key, although an address is expected. */
  static boolean mayBeKeyForAddress(SecretText text, int start, int end) {
    return mayBeKey(text, start, end) && !AddressShape.isAddress(text, start, end);
  }

  /**
   * Whether a word is rather a key, or a piece of one, than the name of a host, and must not leave
   * the machine. Nothing but hex digits is a name only with a dot, or in groups as short as those
   * of {@code db-10-0-0-12}; with as many digits as a whole key has, it is none at all.
   */
  static boolean isNeverName(SecretText text, int start, int end) {
    if (isNumberOfInet4(text, start, end)) {
      return false;
    }
    int digits = 0;
    int run = 0;
    int longestRun = 0;
    boolean onlyDigits = true;
    boolean dot = false;
    for (int i = start; i < end; i++) {
      if (isHexDigit(text.octet(i))) {
        digits++;
        longestRun = Math.max(longestRun, ++run);
      } else {
        run = 0;
        dot |= text.octet(i) == '.';
        onlyDigits &= isMark(text, start, i);
      }
    }
    boolean asManyAsAKey = digits >= DIGITS_OF_KEY;
    return (onlyDigits && (asManyAsAKey || (!dot && longestRun >= DIGITS)))
        || (!dot
            && (longestRun >= DIGITS_OF_KEY || (asManyAsAKey && isMostly(digits, end - start))))
        || isLikeBase64(text, start, end);
  }

  /** Whether {@code inet_addr(3)} may read a word as one number: no name service sees it. */
  private static boolean isNumberOfInet4(SecretText text, int start, int end) {
    boolean prefixed =
        end - start > 2 && text.octet(start) == '0' && (text.octet(start + 1) | 0x20) == 'x';
    int first = prefixed ? start + 2 : start;
    if (end - first > (prefixed ? DIGITS : LONGEST_NUMBER)) {
      return false;
    }
    for (int i = first; i < end; i++) {
      if (prefixed ? !isHexDigit(text.octet(i)) : !isDecimalDigit(text.octet(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word may be part of a key typed in groups: hex digits and marks. */
  static boolean mayBePartOfKey(SecretText text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isHexDigit(text.octet(i)) && !isMark(text, start, i)) {
        return mayBeKey(text, start, end);
      }
    }
    return true;
  }

  static boolean isHexDigit(int octet) {
    return isDecimalDigit(octet) || ((octet | 0x20) >= 'a' && (octet | 0x20) <= 'f');
  }

  private static boolean isDecimalDigit(int octet) {
    return octet >= '0' && octet <= '9';
  }

  private static boolean hasDigitsOfKey(SecretText text, int start, int end) {
    int run = 0;
    int digits = 0;
    for (int i = start; i < end; i++) {
      if (isHexDigit(text.octet(i))) {
        digits++;
        if (++run >= DIGITS) {
          return true;
        }
      } else if (!isMark(text, start, i)) {
        run = 0;
      } else if ((text.octet(i) | 0x20) == 'x') {
        run--; // the 0 before it is no digit
      }
    }
    return end - start > DIGITS && isMostly(digits, end - start);
  }

  /**
   * Whether a long word has digits and letters of both cases, and nothing that is not of base64: no
   * word of the language has all of these, and hardly the name of a host.
   */
  private static boolean isLikeBase64(SecretText text, int start, int end) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = start; i < end; i++) {
      int octet = text.octet(i);
      if (octet >= 'A' && octet <= 'Z') {
        upper = true;
      } else if (octet >= 'a' && octet <= 'z') {
        lower = true;
      } else if (octet >= '0' && octet <= '9') {
        digit = true;
      } else if (octet != '+' && octet != '/' && octet != '=' && octet != '-' && octet != '_') {
        return false;
      }
    }
    return end - start >= LETTERS_OF_KEY && upper && lower && digit;
  }

  private static boolean isMostly(int digits, int length) {
    return digits * 4L >= length * 3L;
  }

  /** Whether an octet that is no hex digit can stand between those of one key. */
  private static boolean isMark(SecretText text, int start, int at) {
    int octet = text.octet(at);
    if ((octet | 0x20) == 'x') {
      return at > start && text.octet(at - 1) == '0';
    }
    // Negative are those of the dashes and blanks that editors put in the place of typed ones.
    return octet < 0 || (octet >= ' ' && !Character.isLetter(octet));
  }

  private static boolean isNameOfAlgorithm(SecretText text, int start, int end) {
    return end - start <= LONGEST_NAME && AlgorithmNames.ELSEWHERE.hasInAnyCase(text, start, end);
  }

  /** What an address looks like that no key can be taken for. */
  private static final class AddressShape {
    private static final int GROUPS_OF_INET6 = 8;

    /** A dotted quad, or an IPv6 address with {@code ::}: no key has that. */
    static boolean isUnmistakable(SecretText text, int start, int end) {
      return isDottedQuad(text, start, end, 4, 0) || isInet6(text, start, end, true);
    }

    /** An address as it may be mistyped: with a port, a group too many, a scope or brackets. */
    static boolean isAddress(SecretText text, int start, int end) {
      boolean brackets = end - start > 2 && text.octet(start) == '[';
      return isDottedQuad(text, start, end, 5, 5)
          || isInet6(text, brackets ? start + 1 : start, end, false);
    }

    /** Decimal groups of up to three digits, with a prefix or, after {@code :}, a port. */
    private static boolean isDottedQuad(
        SecretText text, int start, int end, int mostGroups, int longestPort) {
      int groups = 1;
      int digits = 0;
      for (int i = start; i < end; i++) {
        if (text.octet(i) == '.') {
          if (digits == 0 || ++groups > mostGroups) {
            return false;
          }
          digits = 0;
        } else if (text.octet(i) == '/' || (text.octet(i) == ':' && longestPort > 0)) {
          return groups >= 4 && isDecimal(text, i + 1, end, text.octet(i) == '/' ? 3 : longestPort);
        } else if (!isDecimalDigit(text.octet(i)) || ++digits > 3) {
          return false;
        }
      }
      return groups >= 4 && digits > 0;
    }

    /** Eight groups of up to four hex digits, or fewer with one {@code ::}. */
    private static boolean isInet6(SecretText text, int start, int end, boolean shortened) {
      int colons = 0;
      int digits = 0;
      boolean gap = false;
      int at = start;
      for (;
          at < end
              && (isHexDigit(text.octet(at)) || text.octet(at) == ':' || text.octet(at) == '.');
          at++) {
        if (text.octet(at) == '.') {
          return gap && isDottedQuad(text, at - digits, end, 4, 0);
        }
        if (text.octet(at) != ':') {
          if (++digits > 4) {
            return false;
          }
          continue;
        }
        if (at > start && text.octet(at - 1) == ':') {
          if (gap) {
            return false;
          }
          gap = true;
        }
        colons++;
        digits = 0;
      }
      return (gap ? colons < GROUPS_OF_INET6 : !shortened && colons == GROUPS_OF_INET6 - 1)
          && isEnd(text, at, end);
    }

    /** What may follow an IPv6 address: nothing, a scope, a prefix, a bracket with a port. */
    private static boolean isEnd(SecretText text, int at, int end) {
      if (at == end) {
        return true;
      }
      return switch (text.octet(at)) {
        case '/' -> isDecimal(text, at + 1, end, 3);
        case '%' -> end - at - 1 <= LONGEST_SCOPE && !hasDigitsOfKey(text, at + 1, end);
        case ']' -> at + 1 == end || (text.octet(at + 1) == ':' && isDecimal(text, at + 2, end, 5));
        default -> false;
      };
    }

    private static boolean isDecimal(SecretText text, int start, int end, int longest) {
      if (end - start > longest) {
        return false;
      }
      for (int i = start; i < end; i++) {
        if (!isDecimalDigit(text.octet(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
