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

  /** Quarters of an octet of the heap for each octet of a file whose SAs are checked. */
  private static final long CHECKED_PER_4_OCTETS = 2;

  /** The same where they are added. */
  private static final long ADDED_PER_4_OCTETS = 14;

  private FileMemory() {}

  /**
   * What a file takes of the heap if it is all of ADDs, in octets; its text is outside.
   *
   * @param file null: a pipe, of which that is not known
   * @param checks whether it is checked only
   */
  static long ofHeap(@Nullable FileDescriptor file, boolean checks) {
    if (file == null) {
      return 0;
    }
    return KeyFileReader.length(file) * (checks ? CHECKED_PER_4_OCTETS : ADDED_PER_4_OCTETS) / 4;
  }

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
