package org.manualkey.program;

import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;

/** What the file of a client takes of the heap while it is checked or run. */
final class FileMemory {
  /** Octets for each octet of a file: its text, its SAs, and a trial of its commands. */
  private static final long PER_OCTET = 5;

  /** Of a pipe, whose length is not known beforehand. */
  private static final long OF_PIPE = 32 << 20;

  private FileMemory() {}

  /**
   * What a file takes at most, in octets.
   *
   * @param file null: a pipe
   */
  static long of(@Nullable FileDescriptor file) {
    if (file == null) {
      return OF_PIPE;
    }
    return PER_OCTET * Math.min(KeyFileReader.length(file), KeyFileReader.MAX_LENGTH);
  }
}
