package org.manualkey.program;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretBuffer;
import org.manualkey.secret.SecretText;

/** Splits standard input into commands, each a line with its continuation lines. */
final class LineInput implements AutoCloseable {
  /** A longer command ends the session. */
  private static final int MAX_LENGTH = 16 << 20;

  private static final int CAPACITY = 4096;

  private final Console console;
  private final String prompt;
  private final String continuation;
  private final SecretBuffer buffer = new SecretBuffer(CAPACITY);

  /** Where the next command begins in the buffer. */
  private int start;

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

  /**
   * The next command, to be closed by the caller before the one after it; null: the input ended.
   */
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
        return start == buffer.length() ? null : take(buffer.length(), name);
      } else {
        at = readMore();
      }
    }
  }

  private int newline(int from) {
    for (int i = from; i < buffer.length(); i++) {
      if (buffer.octet(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean isContinued(int newline) {
    int before = newline - 1;
    if (before >= start && buffer.octet(before) == '\r') {
      before--;
    }
    return before >= start && buffer.octet(before) == '\\';
  }

  /** Reads more; returns its offset in the buffer, in which the command has moved to the front. */
  private int readMore() throws IOException {
    buffer.remove(start);
    start = 0;
    int kept = buffer.length();
    if (kept > 0 && buffer.octet(kept - 1) == '\n' && !continuation.isEmpty()) {
      console.prompt(continuation);
    }
    try {
      fill();
      return kept;
    } catch (Console.Abandoned e) {
      buffer.clear();
      console.prompt(prompt);
      return 0;
    }
  }

  private void fill() throws IOException {
    byte[] more = console.read();
    if (more == null) {
      ended = true;
      return;
    }
    try {
      if (buffer.length() + more.length > MAX_LENGTH) {
        throw new IOException("command longer than " + MAX_LENGTH + " bytes");
      }
      buffer.write(more, 0, more.length);
    } finally {
      Arrays.fill(more, (byte) 0);
    }
  }

  private SecretText take(int until, String name) {
    SecretText command = buffer.part(name, start, until);
    start = until;
    return command;
  }

  /** Overwrites what was not taken. */
  @Override
  public void close() {
    buffer.close();
  }
}
