package org.manualkey.server;

import java.io.IOException;
import java.io.OutputStream;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.FrameWriter;

/**
 * Frames to a client. Thread-safe; nothing follows the last frame, which is either the EXIT of the
 * command or a REFUSED.
 */
final class Replies {
  private final FrameWriter writer;
  private boolean ended;

  Replies(OutputStream stream) {
    writer = new FrameWriter(stream);
  }

  synchronized void send(DaemonFrame frame) throws IOException {
    checkOpen();
    writer.write(frame);
  }

  /** Sends the last frame. */
  synchronized void last(DaemonFrame frame) throws IOException {
    send(frame);
    ended = true;
  }

  synchronized void out(byte[] octets, int offset, int length) throws IOException {
    checkOpen();
    writer.out(octets, offset, length);
  }

  synchronized void err(byte[] octets, int offset, int length) throws IOException {
    checkOpen();
    writer.err(octets, offset, length);
  }

  private void checkOpen() throws IOException {
    if (ended) {
      throw new IOException("connection ended");
    }
  }
}
