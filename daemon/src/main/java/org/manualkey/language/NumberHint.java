package org.manualkey.language;

import java.util.Map;

/** What to do about a word that should be a number. Repeats nothing of a word but its unit. */
final class NumberHint {
  /** Protocols by the names of {@code /etc/protocols}. */
  private static final Map<String, Integer> PROTOCOLS =
      Map.ofEntries(
          Map.entry("icmp", 1),
          Map.entry("ipip", 4),
          Map.entry("ipencap", 4),
          Map.entry("tcp", 6),
          Map.entry("udp", 17),
          Map.entry("ipv6", 41),
          Map.entry("gre", 47),
          Map.entry("icmp6", 58),
          Map.entry("icmpv6", 58),
          Map.entry("ipv6-icmp", 58),
          Map.entry("ospf", 89),
          Map.entry("sctp", 132));

  private static final WordTable<Integer> BY_PROTOCOL = new WordTable<>(PROTOCOLS);

  private NumberHint() {}

  /** A hint, or an empty string. */
  static String of(Word word, Tokens tokens, int index) {
    if (word == Word.PROTO || word == Word.INNER_PROTO) {
      Integer number = tokens.in(BY_PROTOCOL, index);
      if (number != null) {
        return tokens.isSecret(index)
            ? "expected a number"
            : tokens.string(index) + " is " + number;
      }
    }
    int first = tokens.octet(index, 0);
    if (first == '=') {
      return UnknownWord.NO_EQUALS;
    }
    if (first == '-' || first == '+') {
      return "numbers have no sign";
    }
    if (hasUnit(tokens, index)) {
      String unit = unit(word);
      if (!unit.isEmpty()) {
        return "expected a number of " + unit + ", without a unit";
      }
    }
    return shape(tokens, index);
  }

  /** What the digits look like. */
  private static String shape(Tokens tokens, int index) {
    int last = tokens.length(index) - 1;
    boolean suffixed = last > 0 && (tokens.octet(index, last) | 0x20) == 'h'; // as in 1001h
    boolean decimal = !suffixed;
    boolean separated = false;
    for (int i = 0; i < (suffixed ? last : last + 1); i++) {
      int octet = tokens.octet(index, i);
      if (octet == ',' || octet == '.' || octet == '_' || octet == '\'') {
        separated = true;
      } else if (!KeyShape.isHexDigit(octet)) {
        return "";
      } else {
        decimal &= octet <= '9';
      }
    }
    if (separated) {
      return decimal ? "digits are not grouped" : "";
    }
    if (!decimal) {
      return "hexadecimal numbers begin with 0x";
    }
    return tokens.octet(index, 0) == '0'
        ? "a number that begins with 0 is octal, and has digits up to 7 only"
        : "";
  }

  /** Whether a word is a decimal number with letters behind it. */
  private static boolean hasUnit(Tokens tokens, int index) {
    int length = tokens.length(index);
    int at = 0;
    while (at < length && (isDigit(tokens.octet(index, at)) || tokens.octet(index, at) == '.')) {
      at++;
    }
    int letters = at;
    while (letters < length && Character.isLetter(tokens.octet(index, letters))) {
      letters++;
    }
    return at > 0 && letters > at && letters == length;
  }

  private static boolean isDigit(int octet) {
    return octet >= '0' && octet <= '9';
  }

  private static String unit(Word word) {
    return switch (word) {
      case SOFT_ADDTIME, SOFT_USETIME, HARD_ADDTIME, HARD_USETIME, IDLE_ADDTIME, IDLE_USETIME ->
          "seconds";
      case SOFT_BYTES, HARD_BYTES -> "bytes";
      case SOFT_ALLOC, HARD_ALLOC -> "flows";
      case RESERVED_BITS -> "bits";
      default -> "";
    };
  }
}
