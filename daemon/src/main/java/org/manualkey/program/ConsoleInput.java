package org.manualkey.program;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What a client sends as standard input, as a stream. Its pieces are wiped once they are read. */
final class ConsoleInput extends InputStream {
  private final Console console;
  private byte[] piece = new byte[0];
  private int next;

  ConsoleInput(Console console) {
    this.console = console;
  }

  @Override
  public int read() throws IOException {
    byte[] octet = new byte[1];
    return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
  }

  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    while (next == piece.length) {
      byte[] more = console.read();
      if (more == null) {
        return -1;
      }
      piece = more;
      next = 0;
    }
    int count = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, octets, offset, count);
    Arrays.fill(piece, next, next + count, (byte) 0);
    next += count;
    return count;
  }
}
