package org.manualkey.program;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A file that a client opened for saving. It keeps its contents unless all of the new text could be
 * written: the text is first appended, to be sure that there is space, and then overwrites the old
 * one.
 */
final class SaveTarget {
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
  CommandRun.Saved replace(Function<OutputStream, CommandRun.Saved> writer) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(descriptor);
        FileChannel channel = stream.getChannel()) {
      long old = channel.size();
      Wiped text = new Wiped();
      try {
        CommandRun.Saved result = writer.apply(text);
        if (result == CommandRun.Saved.NOTHING) {
          return result;
        }
        // If all of it fits behind the old text, there is space; an empty file is complete now.
        append(text, stream, channel, old);
        if (old > 0) {
          rewrite(text, stream, channel, old);
        }
        return result;
      } finally {
        text.wipe();
      }
    }
  }

  private static void append(Wiped text, OutputStream stream, FileChannel channel, long old)
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

  private static void rewrite(Wiped text, OutputStream stream, FileChannel channel, long old)
      throws IOException {
    long both = channel.size();
    boolean grown;
    channel.position(0);
    try {
      text.writeOut(stream);
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

  /** A text in memory that can be wiped: unlike a growing array it is never copied. */
  private static final class Wiped extends OutputStream {
    private static final int PIECE = 64 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private int used = PIECE; // of the last piece

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      for (int done = 0; done < length; ) {
        if (used == PIECE) {
          pieces.add(new byte[PIECE]);
          used = 0;
        }
        int part = Math.min(length - done, PIECE - used);
        System.arraycopy(octets, offset + done, pieces.getLast(), used, part);
        used += part;
        done += part;
      }
    }

    void writeOut(OutputStream stream) throws IOException {
      for (int i = 0; i < pieces.size(); i++) {
        stream.write(pieces.get(i), 0, i == pieces.size() - 1 ? used : PIECE);
      }
    }

    void wipe() {
      pieces.forEach(piece -> Arrays.fill(piece, (byte) 0));
    }
  }
}
