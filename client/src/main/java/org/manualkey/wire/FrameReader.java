package org.manualkey.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a stream. One thread reads. It reads ahead by up to 8 KiB, so descriptors that
 * come with the bytes must be collected from the socket after each frame and queued.
 *
 * <p>The stream cannot be used after a {@link FrameException} or an {@link EOFException}.
 */
public final class FrameReader {
  private static final int STEP = 64 << 10;

  private final InputStream stream;
  private final byte[] ahead = new byte[8 << 10];
  private int start;
  private int end;

  /** A reader that never closes {@code stream}. */
  public FrameReader(InputStream stream) {
    this.stream = stream;
  }

  /**
   * The next frame of a client, or null when the stream ended between two frames.
   *
   * @throws FrameException when the bytes are no frame that a client may send
   * @throws EOFException when the stream ended inside a frame
   */
  public @Nullable ClientFrame readFromClient() throws IOException {
    byte[] frame = readFrame();
    return frame == null ? null : new FrameDecoder(frame).client();
  }

  /**
   * The next frame of the daemon, or null when the stream ended between two frames.
   *
   * @throws FrameException when the bytes are no frame that the daemon may send
   * @throws EOFException when the stream ended inside a frame
   */
  public @Nullable DaemonFrame readFromDaemon() throws IOException {
    byte[] frame = readFrame();
    return frame == null ? null : new FrameDecoder(frame).daemon();
  }

  /**
   * Decodes one frame of a client.
   *
   * @param frame type byte and body
   * @throws FrameException when the bytes are no frame that a client may send
   */
  public static ClientFrame decodeFromClient(byte[] frame) throws FrameException {
    return new FrameDecoder(frame).client();
  }

  /** Whether a part of the next frame is available; does not block. */
  public boolean isReady() throws IOException {
    return start < end || stream.available() > 0;
  }

  /** Type byte and body of the next frame. */
  private byte @Nullable [] readFrame() throws IOException {
    int first = readByte();
    if (first < 0) {
      return null;
    }
    int length = first << 24 | needByte() << 16 | needByte() << 8 | needByte();
    if (length < 1 || length > Frame.MAX_LENGTH) {
      throw new FrameException(
          "frame length " + Integer.toUnsignedString(length) + " is not in 1.." + Frame.MAX_LENGTH);
    }
    return readBody(length);
  }

  /** Grows by {@link #STEP} as the bytes arrive: the length is only a claim until then. */
  private byte[] readBody(int length) throws IOException {
    byte[] body = new byte[Math.min(length, STEP)];
    int filled = 0;
    while (filled < length) {
      if (filled == body.length) {
        byte[] old = body;
        body = Arrays.copyOf(old, Math.min(length, old.length + STEP));
        Arrays.fill(old, (byte) 0);
      }
      filled += readInto(body, filled);
    }
    return body;
  }

  private int readInto(byte[] body, int at) throws IOException {
    int wanted = body.length - at;
    if (start == end && wanted >= ahead.length) {
      int count = stream.read(body, at, wanted);
      if (count < 0) {
        throw inside();
      }
      return count;
    }
    if (!fill()) {
      throw inside();
    }
    int taken = Math.min(wanted, end - start);
    System.arraycopy(ahead, start, body, at, taken);
    Arrays.fill(ahead, start, start + taken, (byte) 0);
    start += taken;
    return taken;
  }

  private int needByte() throws IOException {
    int value = readByte();
    if (value < 0) {
      throw inside();
    }
    return value;
  }

  private int readByte() throws IOException {
    return fill() ? ahead[start++] & 0xff : -1;
  }

  /** Whether there is a byte ahead; false at the end of the stream. */
  private boolean fill() throws IOException {
    while (start == end) {
      start = 0;
      end = 0;
      int count = stream.read(ahead, 0, ahead.length);
      if (count < 0) {
        return false;
      }
      end = count;
    }
    return true;
  }

  private static EOFException inside() {
    return new EOFException("the stream ended inside a frame");
  }
}
