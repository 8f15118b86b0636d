package org.manualkey.session;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.function.Predicate;

/**
 * A file that a client opened for saving. What it held is lost only when the new text is safely
 * there: the text is first appended, which shows that there is room, and only then takes the place
 * of the old one.
 */
final class SaveTarget {
  private final FileDescriptor descriptor;

  SaveTarget(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Replaces what the file holds.
   *
   * @param writer writes the new text; when it says false, the text still counts
   * @return what the writer said
   * @throws IOException when it cannot be written; the file then holds what it held before
   */
  boolean replace(Predicate<OutputStream> writer) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(descriptor);
        FileChannel channel = stream.getChannel()) {
      long old = channel.size();
      Wiped text = new Wiped();
      try {
        boolean result = writer.test(text);
        if (old > 0) {
          rehearse(text, stream, channel, old);
        }
        channel.position(0);
        text.writeOut(stream);
        channel.truncate(channel.position());
        channel.force(true);
        return result;
      } finally {
        text.wipe();
      }
    }
  }

  private static void rehearse(Wiped text, OutputStream stream, FileChannel channel, long old)
      throws IOException {
    try {
      channel.position(old);
      text.writeOut(stream);
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(old);
      throw e;
    }
  }

  /** A text in memory that can be wiped. */
  private static final class Wiped extends ByteArrayOutputStream {
    void writeOut(OutputStream stream) throws IOException {
      stream.write(buf, 0, count);
    }

    void wipe() {
      java.util.Arrays.fill(buf, (byte) 0);
    }
  }
}
