package org.manualkey.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.secret.KeyMaterial;

/**
 * A key that inputs hold, and the search for its digits in what is printed.
 *
 * <p>A fuzzer sees what outputs are compared with, and puts it into its inputs: digits that are
 * printed may stand outside a key, too. So a key that is shown is a finding only if another one in
 * its place, which no input can foresee, is shown as well.
 */
final class Planted {
  /** As many as HMAC-SHA-1 takes; the first 32 are a key of AES-128. */
  static final String DIGITS = "c7f93a51de0b6428517ef09a3bd2c46895a1e037";

  static final String SHORT_DIGITS = DIGITS.substring(0, 32);

  /** Fewer may be a number or a word. */
  private static final int WINDOW = 8;

  /** As many as the shortest key in use has. */
  private static final int WINDOW_OF_KEY = 16;

  private static final Pattern ONLY_DIGITS = Pattern.compile("[0-9a-f._-]*");

  private static final Pattern KNOWN_KEY =
      Pattern.compile(SHORT_DIGITS + "(" + DIGITS.substring(32) + ")?", Pattern.CASE_INSENSITIVE);

  /** The key of stored inputs and dictionaries. */
  static final Planted KNOWN = new Planted(DIGITS);

  private final String digits;
  private final byte[] octets;

  private Planted(String digits) {
    this.digits = digits;
    this.octets = HexFormat.of().parseHex(digits);
  }

  /** Runs a test with the known key and, if that is shown, with another one. */
  static void inTurn(byte[] input, Consumer<Planted> test) {
    try {
      test.accept(KNOWN);
    } catch (Shown e) {
      test.accept(unforeseen(input));
    }
  }

  private static Planted unforeseen(byte[] input) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
      return new Planted(HexFormat.of().formatHex(digest).substring(0, DIGITS.length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a text holds the known key whole. */
  static boolean isIn(byte[] text) {
    return KNOWN_KEY.matcher(new String(text, StandardCharsets.ISO_8859_1)).find();
  }

  /** The text with this key in the place of the known one. */
  byte[] in(byte[] text) {
    return KNOWN_KEY
        .matcher(new String(text, StandardCharsets.ISO_8859_1))
        .replaceAll(known -> digits.substring(0, known.group().length()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** That an output shows no part of the key, however its digits are grouped. */
  void assertAbsent(String what, String output) {
    assertNot(isPartIn(ungrouped(output), WINDOW), what + " shows digits of a key");
  }

  /**
   * That a name whose address was asked for is more than a part of the key: it has other letters, a
   * dot, or short groups.
   */
  void assertIsName(String asked) {
    String name = asked.toLowerCase(Locale.ROOT);
    boolean digits = ONLY_DIGITS.matcher(name).matches();
    boolean part = digits && isPartIn(ungrouped(name), WINDOW_OF_KEY);
    if (name.indexOf('.') < 0) {
      part |= isPartIn(name, digits ? WINDOW : WINDOW_OF_KEY);
    }
    assertNot(part, "a question to the name service has digits of a key");
  }

  private static String ungrouped(String output) {
    return output.toLowerCase(Locale.ROOT).replaceAll("[ \t\n:._-]", "");
  }

  private static void assertNot(boolean shown, String finding) {
    if (shown) {
      throw new Shown(finding);
    }
  }

  private boolean isPartIn(String output, int window) {
    for (int i = 0; i + window <= digits.length(); i++) {
      if (output.contains(digits.substring(i, i + window))) {
        return true;
      }
    }
    return false;
  }

  /** The same message with the octets of this key in each of its keys. */
  Message in(Message message) {
    List<Extension> extensions = message.extensions().stream().map(this::in).toList();
    return new Message(message.header(), extensions);
  }

  private Extension in(Extension extension) {
    return switch (extension) {
      case Key key -> {
        KeyMaterial planted =
            KeyMaterial.of(key.material().length(), i -> octets[i % octets.length]);
        yield new Key(key.kind(), key.bits(), key.reserved(), planted);
      }
      case Oversized oversized when oversized.content() instanceof Key ->
          new Oversized(in(oversized.content()), oversized.rest());
      default -> extension;
    };
  }

  /** Digits of a key where they must not be. */
  private static final class Shown extends AssertionError {
    private static final long serialVersionUID = 1L;

    Shown(String finding) {
      super(finding);
    }
  }
}
