package org.manualkey.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes frames to a stream, each with one call of {@link OutputStream#write(byte[], int, int)}.
 * Several threads may write; frames never interleave. What was buffered is wiped afterwards.
 */
public final class FrameWriter {
  /** Payload bytes per frame of {@link #out} and {@link #err}: what a reader takes in one step. */
  public static final int CHUNK = 32 << 10;

  private final OutputStream stream;

  /** A writer that adds no buffering of its own and never closes {@code stream}. */
  public FrameWriter(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * Writes the frames with a single call, so that a short exchange costs a single system call.
   *
   * @throws FrameException when a frame is larger than {@link Frame#MAX_LENGTH} or a field does not
   *     fit; nothing was written then
   */
  public void write(Frame... frames) throws IOException {
    FrameBuffer buffer = new FrameBuffer();
    try {
      for (Frame frame : frames) {
        buffer.put(frame);
      }
      send(buffer);
    } finally {
      buffer.wipe();
    }
  }

  /** Writes bytes for standard output, in as many frames as they need; none when there are none. */
  public void out(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += CHUNK) {
      int part = Math.min(CHUNK, length - done);
      write(new DaemonFrame.Out(Payload.of(bytes, offset + done, part)));
    }
  }

  /** Writes bytes for standard error, in as many frames as they need; none when there are none. */
  public void err(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += CHUNK) {
      int part = Math.min(CHUNK, length - done);
      write(new DaemonFrame.Err(Payload.of(bytes, offset + done, part)));
    }
  }

  private synchronized void send(FrameBuffer buffer) throws IOException {
    stream.write(buffer.array(), 0, buffer.length());
    stream.flush();
  }
}
