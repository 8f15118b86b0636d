package org.manualkey.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client sends as standard input, as a stream. Its pieces are wiped once they are read. */
final class ConsoleInput extends InputStream {
  private final Console console;
  private final Duration silence;
  private byte[] piece = new byte[0];
  private int next;

  /**
   * The standard input of a client.
   *
   * @param silence how long the client may send nothing
   */
  ConsoleInput(Console console, Duration silence) {
    this.console = console;
    this.silence = silence;
  }

  @Override
  public int read() throws IOException {
    byte[] octet = new byte[1];
    return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
  }

  private byte @Nullable [] next() throws IOException {
    console.limitSilence(silence);
    byte[] more;
    try {
      more = console.read();
    } catch (SocketTimeoutException e) {
      throw new IOException(IpseckeyMessage.SILENT.with(silence.toSeconds()), e);
    }
    console.limitSilence(null);
    return more;
  }

  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    while (next == piece.length) {
      byte[] more = next();
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
