package org.manualkey.language;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every word of the command language, in an add that takes it. */
final class EveryWord {
  /** The least that an add must have, word by word: word, value. */
  private static final Map<String, String> LEAST =
      Map.of(
          "spi", "0x1001",
          "dst", "192.0.2.2",
          "authalg", "md5",
          "authkey", "8404af193aa7b8796bca7db24997a5c7");

  private EveryWord() {}

  /** A value that every word takes. */
  static String valueFor(Word word) {
    return switch (word) {
      case SPI, PAIR_SPI -> "0x1002";
      case REPLAY, PROTO, INNER_PROTO -> "4";
      case STATE -> "mature";
      case AUTH_ALG -> "md5";
      case ENCR_ALG -> "aes";
      case SRC, DST, NAT_LOC, NAT_REM, INNER_SRC, INNER_DST -> "192.0.2.7";
      case SRC6, DST6, INNER_SRC6, INNER_DST6 -> "2001:db8::7";
      case ENCAP -> "udp";
      case AUTHKEY, ENCRKEY -> "8404af193aa7b8796bca7db24997a5c7";
      case SRCIDTYPE, DSTIDTYPE -> "fqdn host.example";
      case RESERVED_BITS -> "0";
      case INBOUND, OUTBOUND, ESN -> "";
      default -> "7";
    };
  }

  /** An add without problems of its own to which this word was added last. */
  static String addWith(Word word, String spelling, String value) {
    StringBuilder text = new StringBuilder("add esp");
    LEAST.forEach((each, given) -> {
      if (Word.bySpelling().get(each).slot() != word.slot()) {
        text.append(' ').append(each).append(' ').append(given);
      }
    });
    switch (word) {
      case ENCAP -> text.append(" nat_lport 4500");
      case NAT_LOC, NAT_REM, NAT_LPORT, NAT_RPORT -> text.append(" encap udp");
      default -> {}
    }
    return text.append(' ').append(spelling).append(' ').append(value).toString();
  }

  static Stream<String> settable() {
    return new TreeSet<>(Word.bySpelling().keySet())
        .stream().filter(spelling -> Word.bySpelling().get(spelling) != Word.FIXED);
  }

  static Stream<String> valued() {
    return settable().filter(spelling -> !Word.bySpelling().get(spelling).isAlone());
  }

  static Stream<String> fixed() {
    return new TreeSet<>(Word.bySpelling().keySet())
        .stream().filter(spelling -> Word.bySpelling().get(spelling) == Word.FIXED);
  }
}
