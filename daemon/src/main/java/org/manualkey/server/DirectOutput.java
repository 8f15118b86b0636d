package org.manualkey.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes to a channel from a buffer outside the heap, which is overwritten at once. What is written
 * from an array passes through memory of the C library, where keys of a dump would stay behind.
 */
final class DirectOutput extends OutputStream {
  private static final int CAPACITY = 16 << 10;

  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);

  DirectOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit(Math.min(length - done, CAPACITY));
      buffer.put(octets, offset + done, buffer.limit()).flip();
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } finally {
        for (int i = 0; i < buffer.limit(); i++) {
          buffer.put(i, (byte) 0);
        }
      }
    }
  }
}
