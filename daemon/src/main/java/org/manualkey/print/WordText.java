package org.manualkey.print;

import java.nio.ByteBuffer;

/**
 * Writes octets as one word of a key file.
 *
 * <p>Blanks end a word unless they are quoted. A word that begins with a quote ends at the next
 * one, so it can contain blanks but no quotes. A quote inside a word is part of it, and protects
 * blanks until the next quote, which must be there. Characters that steer a terminal are not
 * written, although the language takes some as blanks, nor are byte-order marks, and a backslash
 * that is a word must be quoted.
 */
final class WordText {
  private WordText() {}

  /** Whether these octets can be written as a word, and shown by a terminal as they are. */
  static boolean isWritable(ByteBuffer octets) {
    boolean quotes = has('"', octets);
    boolean hidden = false;
    for (int i = octets.position(); i < octets.limit(); ) {
      int octet = octets.get(i) & 0xff;
      int length = Controls.length(octets, i);
      boolean blank = isBlank(octet);
      boolean first = i == octets.position();
      if ((!blank && Controls.isAt(octets, i, length))
          || isByteOrderMark(octets, i)
          || (quotes && ((blank && !hidden) || (first && octet == '"')))) {
        return false;
      }
      hidden ^= octet == '"';
      i += length;
    }
    return octets.hasRemaining() && !hidden;
  }

  /**
   * Why octets are not writable: the first character that is not written, or no word holds them.
   */
  static String whyNot(ByteBuffer octets) {
    for (int i = octets.position(); i < octets.limit(); ) {
      int length = Controls.length(octets, i);
      boolean blank = isBlank(octets.get(i) & 0xff);
      if ((!blank && Controls.isAt(octets, i, length)) || isByteOrderMark(octets, i)) {
        return "has " + Controls.name(octets, i, length) + ", which no terminal shows as it is";
      }
      i += length;
    }
    return octets.hasRemaining() ? "has quotes that a word cannot have" : "is empty";
  }

  /** Writes a word that {@link #isWritable}. */
  static void print(ByteBuffer octets, TextSink out) {
    boolean quoted = !has('"', octets) && (hasBlank(octets) || isBackslash(octets));
    out.text(quoted ? "\"" : "");
    for (int i = octets.position(); i < octets.limit(); i++) {
      out.octet(octets.get(i) & 0xff);
    }
    out.text(quoted ? "\"" : "");
  }

  private static boolean isBackslash(ByteBuffer octets) {
    return octets.remaining() == 1 && octets.get(octets.position()) == '\\';
  }

  /** Whether U+FEFF stands at a place. */
  private static boolean isByteOrderMark(ByteBuffer octets, int at) {
    return at + 2 < octets.limit()
        && (octets.get(at) & 0xff) == 0xef
        && (octets.get(at + 1) & 0xff) == 0xbb
        && (octets.get(at + 2) & 0xff) == 0xbf;
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

  /** The blanks that are written; VT, FF and CR are blanks, too, and steer a terminal. */
  private static boolean isBlank(int octet) {
    return octet == ' ' || octet == '\t';
  }
}
