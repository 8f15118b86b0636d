package org.manualkey.print;

import java.nio.ByteBuffer;

/**
 * Writes octets as one word of a key file.
 *
 * <p>Blanks end a word unless they are quoted. A word that begins with a quote ends at the next
 * one, so it can contain blanks but no quotes. A quote inside a word is part of it, and protects
 * blanks until the next quote or the end of the line. Other control characters are not allowed.
 */
final class WordText {
  private WordText() {}

  /** Whether these octets can be written as a word. */
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
   * Writes a word that {@link #isWritable}. An open quote extends to the end of the line, which
   * must follow without a blank.
   *
   * @return whether the word leaves a quote open
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
