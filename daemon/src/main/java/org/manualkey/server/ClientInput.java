package org.manualkey.server;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameException;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * Octets from a client, and the descriptors passed with them. Both are bounded: the number of
 * descriptors that wait for their frame, and the time for the first frames.
 */
final class ClientInput extends InputStream {
  private static final int CAPACITY = 32 << 10;

  private final AFUNIXSocket socket;
  private final InputStream stream;
  private final ByteBuffer before;

  /**
   * What is read into an array passes through memory of the C library, where typed keys would stay
   * behind. This is outside the heap, too, and is overwritten at once.
   */
  private final ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);

  private final Queue<FileDescriptor> descriptors = new ArrayDeque<>();
  private long deadline;
  private long silenceMillis;
  private boolean limited;

  /**
   * What a client sends.
   *
   * @param before what was read of it before
   */
  ClientInput(AFUNIXSocket socket, ByteBuffer before) throws IOException {
    this.socket = socket;
    this.before = before;
    stream = socket.getInputStream();
  }

  /**
   * Limits all following reads. A client on a busy host is slow, but not silent.
   *
   * @param silence how long a read may wait
   * @param time how long all of them may take
   */
  void startDeadline(Duration silence, Duration time) {
    silenceMillis = silence.toMillis();
    deadline = System.nanoTime() + time.toNanos();
    limited = true;
  }

  /** Removes the deadline. */
  void endDeadline() throws IOException {
    limited = false;
    socket.setSoTimeout(0);
  }

  /** The oldest descriptor that is not taken yet, or null. */
  @Nullable FileDescriptor nextDescriptor() {
    return descriptors.poll();
  }

  @Override
  public int read() throws IOException {
    byte[] octet = new byte[1];
    return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
  }

  @Override
  public int read(byte[] octets, int offset, int length) throws IOException {
    if (before.hasRemaining()) {
      int count = Math.min(length, before.remaining());
      before.get(octets, offset, count);
      return count;
    }
    int count;
    if (limited) {
      socket.setSoTimeout(millisLeft());
      count = stream.read(octets, offset, length);
    } else {
      count = readDirectly(octets, offset, length);
    }
    collect();
    return count;
  }

  /** Knows no deadline: the channel would end the connection instead of reporting it. */
  private int readDirectly(byte[] octets, int offset, int length) throws IOException {
    direct.clear().limit(Math.min(length, CAPACITY));
    int count = socket.getChannel().read(direct);
    for (int i = 0; i < count; i++) {
      octets[offset + i] = direct.get(i);
      direct.put(i, (byte) 0);
    }
    return count;
  }

  private int millisLeft() throws SocketTimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("deadline exceeded");
    }
    return (int) Math.min(left, silenceMillis);
  }

  private void collect() throws IOException {
    FileDescriptor[] received = socket.getReceivedFileDescriptors();
    if (received == null) {
      return;
    }
    for (FileDescriptor descriptor : received) {
      descriptors.add(descriptor);
    }
    if (descriptors.size() > Frame.MAX_DESCRIPTORS) {
      throw new FrameException("more than " + Frame.MAX_DESCRIPTORS + " pending descriptors");
    }
  }

  @Override
  public int available() throws IOException {
    return before.remaining() + stream.available();
  }

  /** Closes the descriptors that were not taken, but not the socket. */
  @Override
  public void close() throws IOException {
    for (FileDescriptor file = descriptors.poll(); file != null; file = descriptors.poll()) {
      new FileInputStream(file).close();
    }
  }
}
