package org.manualkey.server;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that turns every write into frames at once; callers should buffer. */
final class FrameStream extends OutputStream {
  /** Sends octets as frames of one kind. */
  interface Sink {
    void send(byte[] octets, int offset, int length) throws IOException;
  }

  private final Sink sink;

  FrameStream(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    if (length > 0) {
      sink.send(octets, offset, length);
    }
  }
}
