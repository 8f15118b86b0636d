package org.manualkey.print;

import java.io.OutputStream;
import java.util.Arrays;
import org.manualkey.secret.SecretText;

/** The text of one saved command, keys included; it is overwritten before the next one. */
final class SaveBuffer extends OutputStream {
  private byte[] octets = new byte[4096];
  private int length;

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    if (count > octets.length - length) {
      byte[] larger = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
      Arrays.fill(octets, 0, length, (byte) 0);
      octets = larger;
    }
    System.arraycopy(source, offset, octets, length, count);
    length += count;
  }

  /** The text, as long as nothing else is written. */
  SecretText text() {
    return new SecretText("saved", octets, length);
  }

  void wipe() {
    Arrays.fill(octets, 0, length, (byte) 0);
    length = 0;
  }

  void copyTo(TextSink out) {
    for (int i = 0; i < length; i++) {
      out.octet(octets[i]);
    }
  }

  /**
   * Copies the text as comments, one for each line. The backslashes that continue the command are
   * left out: they would continue the comments.
   */
  void commentTo(TextSink out) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (octets[i] == '\n') {
        comment(start, i, out);
        start = i + 1;
      }
    }
  }

  private void comment(int start, int newline, TextSink out) {
    int end = newline > start && octets[newline - 1] == '\\' ? newline - 1 : newline;
    while (end > start && octets[end - 1] == ' ') {
      end--;
    }
    if (end > start) {
      out.text("# ");
      for (int i = start; i < end; i++) {
        out.octet(octets[i]);
      }
      out.text(octets[end - 1] == '\\' ? " \n" : "\n");
    }
  }
}
