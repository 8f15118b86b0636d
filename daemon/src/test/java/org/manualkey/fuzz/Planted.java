package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
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

  /** As many as the shortest key in use has. */
  private static final int WINDOW_OF_KEY = 16;

  private static final Pattern ONLY_DIGITS = Pattern.compile("[0-9a-f._-]*");

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
    assertThat(isPartIn(ungrouped(output), WINDOW)).as("%s shows digits of a key", what).isFalse();
  }

  /**
   * That a name whose address was asked for is more than a part of the key: it has other letters, a
   * dot, or short groups.
   */
  static void assertIsName(String asked) {
    String name = asked.toLowerCase(Locale.ROOT);
    boolean digits = ONLY_DIGITS.matcher(name).matches();
    boolean part = digits && isPartIn(ungrouped(name), WINDOW_OF_KEY);
    if (name.indexOf('.') < 0) {
      part |= isPartIn(name, digits ? WINDOW : WINDOW_OF_KEY);
    }
    assertThat(part).as("a question to the name service has digits of a key").isFalse();
  }

  private static String ungrouped(String output) {
    return output.toLowerCase(Locale.ROOT).replaceAll("[ \t\n:._-]", "");
  }

  private static boolean isPartIn(String output, int window) {
    for (int i = 0; i + window <= DIGITS.length(); i++) {
      if (output.contains(DIGITS.substring(i, i + window))) {
        return true;
      }
    }
    return false;
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
