package org.manualkey.program;

import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.sadb.ClientMemory;

/** What the file of a client takes of the heap; its text is outside. */
enum FileMemory {
  /** All of ADDs that are checked; a check that needs more sees that itself. */
  CHECKED(2),

  /** All of ADDs that are run. */
  RUN(14),

  /** For the service manager: a load calculates what it takes itself. */
  LOADED(0);

  /** Octets for each octet of a file: its text, its SAs, and a trial of its commands. */
  private static final long PER_OCTET = 5;

  /** Of a pipe before its end, when its length is not known. */
  private static final long OF_PIPE = 32 << 20;

  private final int perFourOctets;

  FileMemory(int perFourOctets) {
    this.perFourOctets = perFourOctets;
  }

  /**
   * Takes what a text needs, and waits for it.
   *
   * @param length of the text in octets
   * @throws org.manualkey.sadb.NotEnoughMemoryException if there is not as much
   */
  ClientMemory.Share take(ClientMemory memory, long length) {
    return memory.take(PER_OCTET * Math.min(length, KeyFileReader.MAX_LENGTH), ofHeap(length));
  }

  /**
   * Takes what a pipe may take while it is read.
   *
   * @throws org.manualkey.sadb.NotEnoughMemoryException if there is not as much
   */
  static ClientMemory.Share takeForPipe(ClientMemory memory) {
    return memory.take(OF_PIPE, 0);
  }

  /** What a text takes of the heap at least, in octets. */
  long ofHeap(long length) {
    return length * perFourOctets / 4;
  }
}
