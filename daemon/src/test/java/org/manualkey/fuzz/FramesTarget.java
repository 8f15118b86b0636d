package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.manualkey.wire.FrameReader;
import org.manualkey.wire.FrameWriter;

/**
 * Octets as frames of a client or of the daemon. The first octet chooses whose, and whether the
 * lengths of frames are in the octets or what follows is one frame.
 */
final class FramesTarget {
  private FramesTarget() {}

  @FunctionalInterface
  private interface Reading {
    @Nullable Frame next(FrameReader reader) throws IOException;
  }

  static void run(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    int shape = choices.nextInt(4);
    Reading reading = (shape & 1) == 0 ? FrameReader::readFromClient : FrameReader::readFromDaemon;
    byte[] octets = (shape & 2) == 0 ? choices.rest() : framed(choices.rest());

    List<Frame> frames = frames(reading, new ByteArrayInputStream(octets));
    List<Frame> slowly = frames(reading, new OneByOne(octets));
    assertThat(slowly).as("frames that arrive octet by octet").isEqualTo(frames);

    ByteArrayOutputStream written = new ByteArrayOutputStream();
    new FrameWriter(written).write(frames.toArray(Frame[]::new));
    assertThat(frames(reading, new ByteArrayInputStream(written.toByteArray())))
        .as("frames that are written and read again")
        .isEqualTo(frames);
  }

  private static byte[] framed(byte[] octets) {
    byte[] framed = new byte[octets.length + 4];
    framed[2] = (byte) (octets.length >> 8);
    framed[3] = (byte) octets.length;
    System.arraycopy(octets, 0, framed, 4, octets.length);
    return framed;
  }

  /** All frames up to the first that is none. */
  private static List<Frame> frames(Reading reading, InputStream stream) throws IOException {
    FrameReader reader = new FrameReader(stream);
    List<Frame> frames = new ArrayList<>();
    try {
      for (Frame frame = reading.next(reader); frame != null; frame = reading.next(reader)) {
        frames.add(frame);
      }
    } catch (FrameException e) {
      assertThat(e.getMessage()).matches("(?s)(malformed )?frame .*").doesNotContain("\n");
    } catch (EOFException e) {
      assertThat(e).hasMessage("the stream ended inside a frame");
    }
    return frames;
  }

  private static final class OneByOne extends ByteArrayInputStream {
    OneByOne(byte[] octets) {
      super(octets);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1));
    }
  }
}
