package org.manualkey.program;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

/** Splits standard input into commands, each a line with its continuation lines. */
final class LineInput {
  /** A longer command ends the session. */
  private static final int MAX_LENGTH = 16 << 20;

  private final Console console;
  private final String prompt;
  private final String continuation;
  private byte[] buffer = new byte[1024];
  private int start;
  private int end;
  private boolean ended;

  /**
   * Creates the input of a client.
   *
   * @param prompt shown again after a command that the user abandoned
   * @param continuation shown before a continuation line
   */
  LineInput(Console console, String prompt, String continuation) {
    this.console = console;
    this.prompt = prompt;
    this.continuation = continuation;
  }

  /** The next command, to be closed by the caller, or null at the end of input. */
  @Nullable SecretText next(String name) throws IOException {
    int at = start;
    while (true) {
      int newline = newline(at);
      if (newline >= 0 && !isContinued(newline)) {
        return take(newline + 1, name);
      }
      if (newline >= 0) {
        at = newline + 1;
      } else if (ended) {
        return start == end ? null : take(end, name);
      } else {
        at = readMore();
      }
    }
  }

  private int newline(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean isContinued(int newline) {
    int before = newline - 1;
    if (before >= start && buffer[before] == '\r') {
      before--;
    }
    return before >= start && buffer[before] == '\\';
  }

  private int readMore() throws IOException {
    if (end > start && buffer[end - 1] == '\n' && !continuation.isEmpty()) {
      console.prompt(continuation);
    }
    try {
      return fill(end - start);
    } catch (Console.Abandoned e) {
      Arrays.fill(buffer, start, end, (byte) 0);
      end = start;
      console.prompt(prompt);
      return start;
    }
  }

  /** Reads more; returns its offset in the buffer, whose content has moved to the front. */
  private int fill(int kept) throws IOException {
    byte[] more = console.read();
    if (more == null) {
      ended = true;
      return start + kept;
    }
    if (kept + more.length > MAX_LENGTH) {
      throw new IOException("command longer than " + MAX_LENGTH + " bytes");
    }
    byte[] larger = new byte[Math.max(1024, Integer.highestOneBit(kept + more.length) * 2)];
    System.arraycopy(buffer, start, larger, 0, kept);
    System.arraycopy(more, 0, larger, kept, more.length);
    Arrays.fill(buffer, (byte) 0);
    Arrays.fill(more, (byte) 0);
    buffer = larger;
    start = 0;
    end = kept + more.length;
    return kept;
  }

  private SecretText take(int until, String name) {
    byte[] line = Arrays.copyOfRange(buffer, start, until);
    Arrays.fill(buffer, start, until, (byte) 0);
    start = until;
    return new SecretText(name, line, line.length);
  }
}
