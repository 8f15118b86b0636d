package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Function;
import org.manualkey.secret.SecretBuffer;

/**
 * A file that a client opened for saving. It keeps its contents unless all of the new text could be
 * written: the text is first appended, to be sure that there is space, and then overwrites the old
 * one.
 */
final class SaveTarget {
  private static final int CAPACITY = 64 << 10;

  private final FileDescriptor descriptor;

  SaveTarget(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Replaces the contents of the file.
   *
   * @param writer writes the new text, which is saved unless it returns {@link
   *     CommandRun.Saved#NOTHING}
   * @return the result of the writer
   * @throws IOException if writing fails; the file then has its old contents
   */
  CommandRun.Saved replace(Function<? super SecretBuffer, CommandRun.Saved> writer)
      throws IOException {
    try (FileOutputStream stream = new FileOutputStream(descriptor);
        FileChannel channel = stream.getChannel()) {
      long old = channel.size();
      try (SecretBuffer text = new SecretBuffer(CAPACITY)) {
        CommandRun.Saved result = writer.apply(text);
        if (result == CommandRun.Saved.NOTHING) {
          return result;
        }
        // If all of it fits behind the old text, there is space; an empty file is complete now.
        append(text, channel, old);
        if (old > 0) {
          rewrite(text, channel, old);
        }
        return result;
      }
    }
  }

  private static void append(SecretBuffer text, FileChannel channel, long old) throws IOException {
    try {
      channel.position(old);
      writeOut(text, channel);
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(old);
      throw e;
    }
  }

  private static void rewrite(SecretBuffer text, FileChannel channel, long old) throws IOException {
    long both = channel.size();
    boolean grown;
    channel.position(0);
    try {
      writeOut(text, channel);
    } finally {
      grown = channel.size() > both; // O_APPEND: writes go to the end at any position
      if (grown) {
        channel.truncate(old);
      }
    }
    if (grown) {
      throw new IOException("file is open for appending only");
    }
    channel.truncate(both - old);
    channel.force(true);
  }

  private static void writeOut(SecretBuffer text, FileChannel channel) throws IOException {
    ByteBuffer octets = text.octets();
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }
}
