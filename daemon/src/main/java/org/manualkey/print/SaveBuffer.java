package org.manualkey.print;

import org.manualkey.secret.SecretBuffer;
import org.manualkey.secret.SecretText;

/** The text of one saved command, keys included; it is overwritten before the next one. */
final class SaveBuffer implements AutoCloseable {
  private static final int CAPACITY = 4096;

  private final SecretBuffer octets = new SecretBuffer(CAPACITY);

  /** Where the command is written. */
  SecretBuffer memory() {
    return octets;
  }

  /** The text, as long as nothing else is written. */
  SecretText text() {
    return octets.part("saved", 0, octets.length());
  }

  void wipe() {
    octets.clear();
  }

  void copyTo(TextSink out) {
    for (int i = 0; i < octets.length(); i++) {
      out.octet(octets.octet(i));
    }
  }

  /**
   * Copies the text as comments, one for each line. The backslashes that continue the command are
   * left out: they would continue the comments.
   */
  void commentTo(TextSink out) {
    int start = 0;
    for (int i = 0; i < octets.length(); i++) {
      if (octets.octet(i) == '\n') {
        comment(start, i, out);
        start = i + 1;
      }
    }
  }

  private void comment(int start, int newline, TextSink out) {
    int end = newline > start && octets.octet(newline - 1) == '\\' ? newline - 1 : newline;
    while (end > start && octets.octet(end - 1) == ' ') {
      end--;
    }
    if (end > start) {
      out.text("# ");
      for (int i = start; i < end; i++) {
        out.octet(octets.octet(i));
      }
      out.text(octets.octet(end - 1) == '\\' ? " \n" : "\n");
    }
  }

  @Override
  public void close() {
    octets.close();
  }
}
