package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.secret.KeyMaterial;

/** A key that inputs hold, and the search for its digits in what is printed. */
final class Planted {
  /** As many as HMAC-SHA-1 takes; the first 32 are a key of AES-128. */
  static final String DIGITS = "c7f93a51de0b6428517ef09a3bd2c46895a1e037";

  static final String SHORT_DIGITS = DIGITS.substring(0, 32);

  /** Fewer may be a number or a word. */
  private static final int WINDOW = 8;

  private static final byte[] OCTETS = HexFormat.of().parseHex(DIGITS);

  private Planted() {}

  /** Whether a text holds the key whole. */
  static boolean isIn(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT)
        .contains(SHORT_DIGITS);
  }

  /** That an output shows no part of the key, however its digits are grouped. */
  static void assertAbsent(String what, String output) {
    String digits = output.toLowerCase(Locale.ROOT).replaceAll("[ \t\n:.-]", "");
    for (int i = 0; i + WINDOW <= DIGITS.length(); i++) {
      boolean shown = digits.contains(DIGITS.substring(i, i + WINDOW));
      assertThat(shown).as("%s shows digits of a key", what).isFalse();
    }
  }

  /** The same message with the octets of this key in each of its keys. */
  static Message in(Message message) {
    List<Extension> extensions = message.extensions().stream().map(Planted::in).toList();
    return new Message(message.header(), extensions);
  }

  private static Extension in(Extension extension) {
    return switch (extension) {
      case Key key -> {
        KeyMaterial planted =
            KeyMaterial.of(key.material().length(), i -> OCTETS[i % OCTETS.length]);
        yield new Key(key.kind(), key.bits(), key.reserved(), planted);
      }
      case Oversized oversized when oversized.content() instanceof Key ->
          new Oversized(in(oversized.content()), oversized.rest());
      default -> extension;
    };
  }
}
