package org.manualkey.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Key files of random keys, and the program that searches a process for them. */
final class KnownKeys {
  /** SAs of a file; each has two keys. */
  static final int SAS = 1000;

  static final int KEYS = 2 * SAS;

  private static final Pattern FOUND =
      Pattern.compile("text (\\d+) (\\d+) octets (\\d+) (\\d+) most (\\d+)");

  private KnownKeys() {}

  /**
   * What the program found.
   *
   * @param textCopies copies of keys as hexadecimal digits
   * @param textKeys how many keys these are of
   * @param octetCopies copies of keys as octets
   * @param octetKeys how many keys these are of
   * @param most how often the key is there that is there most often
   */
  record Found(int textCopies, int textKeys, int octetCopies, int octetKeys, int most) {
    static final Found NOTHING = new Found(0, 0, 0, 0, 0);

    static Found of(String output) {
      Matcher found = FOUND.matcher(output);
      if (!found.find()) {
        throw new AssertionError("the search failed: " + output);
      }
      return new Found(
          number(found, 1), number(found, 2), number(found, 3), number(found, 4), number(found, 5));
    }

    private static int number(Matcher found, int group) {
      return Integer.parseInt(found.group(group));
    }
  }

  /** A key file, every second SA with keys in upper case. */
  static String keyFile() {
    Random random = new Random(20_261_129);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SAS; i++) {
      text.append(
          "add esp spi 0x%x src 10.0.0.1 dst 10.1.%d.%d encralg aes encrkey %s authalg sha1 authkey %s%n"
              .formatted(
                  0x10000 + i,
                  i / 250,
                  1 + i % 250,
                  key(random, 16, i % 2 == 0),
                  key(random, 20, i % 2 == 0)));
    }
    return text.toString();
  }

  private static String key(Random random, int length, boolean upperCase) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    HexFormat digits = upperCase ? HexFormat.of().withUpperCase() : HexFormat.of();
    return digits.formatHex(octets);
  }

  /**
   * A shell command that makes a process hold all keys of a file, as text and as octets, and writes
   * its number to a file: a search that does not find them there would prove nothing elsewhere.
   */
  static String holder(String keys, String pid) {
    return """
    rm -f %2$s.ready
    perl -e '
      local $/; open(KEYS, "<", "%1$s"); $text = <KEYS>;
      $octets = join "", map { pack "H*", $_ } $text =~ /key ([0-9a-fA-F]{16,})/g;
      open(READY, ">", "%2$s.ready"); print READY "read\n"; close(READY); sleep
    ' >/dev/null 2>&1 </dev/null &
    echo $! >%2$s
    for i in $(seq 300); do test -s %2$s.ready && exit 0; sleep 0.1; done; exit 9
    """
        .formatted(keys, pid);
  }

  /** The program: {@code search-memory PID KEY-FILE}. */
  static String search() {
    try (InputStream program = KnownKeys.class.getResourceAsStream("search-memory")) {
      return new String(Objects.requireNonNull(program).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
