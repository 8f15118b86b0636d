package org.manualkey.print;

import java.nio.ByteBuffer;

/**
 * Octets as one word of a key file.
 *
 * <p>Blanks are words' ends unless something quotes them. A word that begins with a quote ends at
 * the next one, so it can hold any blank but no quote. A quote further inside a word is one of its
 * octets, and hides blanks until the next one, or until the end of the line. Other control
 * characters are refused wherever they stand.
 */
final class WordText {
  private WordText() {}

  /** Whether a key file has a word for these octets. */
  static boolean isWritable(ByteBuffer octets) {
    boolean quotes = has('"', octets);
    boolean hidden = false;
    for (int i = octets.position(); i < octets.limit(); i++) {
      int octet = octets.get(i) & 0xff;
      boolean blank = isBlank(octet);
      boolean control = octet == '\n' || ((octet < ' ' || octet == 0x7f) && !blank);
      boolean first = i == octets.position();
      if (control || (quotes && ((blank && !hidden) || (first && octet == '"')))) {
        return false;
      }
      hidden ^= octet == '"';
    }
    return octets.hasRemaining();
  }

  /**
   * Writes a word that {@link #isWritable}. Where it leaves a quote open, only the end of the line
   * ends it, continued or not; that must follow without a blank.
   *
   * @return whether a quote is open
   */
  static boolean print(ByteBuffer octets, TextSink out) {
    boolean quotes = has('"', octets);
    boolean quoted = !quotes && hasBlank(octets);
    out.text(quoted ? "\"" : "");
    boolean open = false;
    for (int i = octets.position(); i < octets.limit(); i++) {
      int octet = octets.get(i) & 0xff;
      open ^= octet == '"';
      out.octet(octet);
    }
    out.text(quoted ? "\"" : "");
    return open;
  }

  private static boolean hasBlank(ByteBuffer octets) {
    for (int i = octets.position(); i < octets.limit(); i++) {
      if (isBlank(octets.get(i) & 0xff)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(char wanted, ByteBuffer octets) {
    for (int i = octets.position(); i < octets.limit(); i++) {
      if (octets.get(i) == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Space, tab, VT, FF and CR. */
  private static boolean isBlank(int octet) {
    return octet == ' ' || octet == '\t' || (octet >= 0x0b && octet <= 0x0d);
  }
}
