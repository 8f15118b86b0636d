package org.manualkey.program;

import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.sadb.ClientMemory;
import org.manualkey.secret.SecretText;

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

  /** An SA that is both ways, or its record; and where a run notes which line added it. */
  private static final int SA = 550;

  private static final int LINE_OF_SA = 120;

  /** An SA with identities, for each octet of its line, in quarters. */
  private static final int SA_PER_4_OCTETS = 14;

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

  /**
   * Refuses to run a text that may leave more in the database than the heap has room for.
   *
   * @throws org.manualkey.sadb.NotEnoughMemoryException with what it may need, and what there is
   */
  static void requireForRun(SecretText text) {
    ClientMemory.requireHeap(ofRun(text));
  }

  /**
   * What the commands of a text take of the heap at most, in octets, once all are run: each line
   * that is neither blank nor a comment adds one SA at most, unless it has a name with several
   * addresses.
   */
  static long ofRun(SecretText text) {
    long sum = 0;
    int start = 0;
    boolean counts = false;
    for (int i = 0; i < text.length(); i++) {
      byte octet = text.octet(i);
      if (octet == '\n') {
        sum += counts ? ofLine(i - start) : 0;
        start = i + 1;
        counts = false;
      } else if (!counts && octet == '#') {
        i = endOfLine(text, i) - 1;
      } else {
        counts |= octet < 0 || octet > ' ';
      }
    }
    return sum + (counts ? ofLine(text.length() - start) : 0);
  }

  private static int endOfLine(SecretText text, int from) {
    int end = from;
    while (end < text.length() && text.octet(end) != '\n') {
      end++;
    }
    return end;
  }

  private static long ofLine(int length) {
    return LINE_OF_SA + Math.max(SA, (long) length * SA_PER_4_OCTETS / 4);
  }

  /** What a text takes of the heap at least, in octets. */
  long ofHeap(long length) {
    return length * perFourOctets / 4;
  }
}
