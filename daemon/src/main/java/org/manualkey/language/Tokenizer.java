package org.manualkey.language;

import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

/**
 * Splits a text into commands and words.
 *
 * <p>A command ends at a newline that is not preceded by {@code \}; {@code \} and newline,
 * optionally with a carriage return between them, act as one blank. A line whose first non-blank is
 * {@code #} is a comment. Blanks are space, tab, VT, FF and CR. A word that begins with {@code "}
 * ends at the next quote; anything up to the next blank is dropped, and {@code ""} is not a word,
 * as in the original. A quote inside a word protects the following blanks. Quotes do not extend
 * beyond the physical line: words are ranges of the text and never contain a continuation.
 */
final class Tokenizer {
  /** The maximum length of a command in octets, including continuations. */
  static final int MAX_LENGTH = 64 * 1024;

  // What an octet is; 0 is one of a word.
  private static final byte BLANK = 1;
  private static final byte NEWLINE = 2;
  private static final byte BACKSLASH = 3;
  private static final byte QUOTE = 4;
  private static final byte CONTROL = 5;
  private static final byte[] KIND = kinds();

  private final byte[] text;
  private final int end;
  private final Tokens tokens;
  private int at;
  private int nextLine = 1;
  private @Nullable Problem problem;
  private int lastLine;

  Tokenizer(SecretText source) {
    text = source.octets();
    end = source.length();
    tokens = new Tokens(text);
  }

  /** The words of the command that {@link #next} found. */
  Tokens tokens() {
    return tokens;
  }

  /** The problem with the line as a whole, or null. */
  @Nullable Problem problem() {
    return problem;
  }

  /** The last physical line of the command. */
  int lastLine() {
    return lastLine;
  }

  /** Finds the next command, or comment with a warning ({@link #tokens} is then empty). */
  boolean next() {
    while (at < end) {
      int start = at;
      tokens.begin(start, nextLine);
      problem = null;
      int first = skipBlanks(at);
      if (first < end && text[first] == '#') {
        comment(first);
      } else {
        command();
      }
      lastLine = nextLine - 1;
      if (at - start > MAX_LENGTH && isCommand()) {
        problem =
            tokens.at(
                ProblemCode.LINE_TOO_LONG, start, 0, null, "at most " + MAX_LENGTH + " bytes");
      }
      if (tokens.count() > 0 || problem != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether there was anything but blanks and comments. */
  private boolean isCommand() {
    return tokens.count() > 0 || (problem != null && problem.isError());
  }

  private int skipBlanks(int from) {
    int i = from;
    while (i < end && KIND[text[i] & 0xff] == BLANK) {
      i++;
    }
    return i;
  }

  private void comment(int start) {
    at = start;
    while (at < end) {
      int newline = continuation(at);
      if (newline > 0) {
        if (problem == null && newline < end) {
          problem = tokens.at(ProblemCode.COMMENT_CONTINUES, start, 0, null, "remove the \\");
        }
        at = newline;
        nextLine += text[newline - 1] == '\n' ? 1 : 0;
      } else if (text[at++] == '\n') {
        break;
      }
    }
    nextLine++;
  }

  private void command() {
    while (at < end) {
      switch (KIND[text[at] & 0xff]) {
        case BLANK -> at++;
        case NEWLINE -> {
          at++;
          nextLine++;
          return;
        }
        case QUOTE -> quotedWord();
        case CONTROL -> control();
        case BACKSLASH -> {
          int newline = continuation(at);
          if (newline > 0) {
            at = newline;
            if (text[newline - 1] == '\n') {
              nextLine++;
              tokens.beginLine(at);
            }
          } else {
            word();
          }
        }
        default -> word();
      }
    }
    nextLine++;
  }

  /** Reads an unquoted word; a quote inside it protects blanks until the next one. */
  private void word() {
    int start = at;
    boolean quoted = false;
    while (at < end) {
      byte kind = KIND[text[at] & 0xff];
      if (kind == NEWLINE
          || (kind == BLANK && !quoted)
          || (kind == BACKSLASH && continuation(at) > 0)) {
        break;
      }
      if (kind == CONTROL) {
        control();
        continue;
      }
      quoted ^= kind == QUOTE;
      at++;
    }
    add(start, at);
  }

  private void quotedWord() {
    int start = ++at;
    while (at < end && text[at] != '"' && text[at] != '\n' && continuation(at) == 0) {
      skip();
    }
    int wordEnd = at;
    while (at < end
        && KIND[text[at] & 0xff] != BLANK
        && text[at] != '\n'
        && continuation(at) == 0) {
      skip();
    }
    if (wordEnd > start) {
      add(start, wordEnd);
    }
  }

  private void skip() {
    if (KIND[text[at] & 0xff] == CONTROL) {
      control();
    } else {
      at++;
    }
  }

  private void add(int start, int wordEnd) {
    if (tokens.count() == Tokens.MAX_WORDS) {
      if (problem == null) {
        problem =
            tokens.at(
                ProblemCode.TOO_MANY_WORDS,
                start,
                0,
                null,
                "at most " + Tokens.MAX_WORDS + " words");
      }
      return;
    }
    tokens.add(start, wordEnd);
  }

  private void control() {
    if (problem == null) {
      String octet = "octet 0x" + Integer.toHexString(text[at] & 0xff);
      problem = tokens.at(ProblemCode.CONTROL_CHARACTER, at, 0, null, octet);
    }
    at++;
  }

  /** The offset after a continuation at this offset, or 0 if there is none. */
  private int continuation(int from) {
    if (text[from] != '\\') {
      return 0;
    }
    int newline = from + 1;
    if (newline < end && text[newline] == '\r') {
      newline++;
    }
    if (newline >= end) {
      return newline;
    }
    return text[newline] == '\n' ? newline + 1 : 0;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int i = 0; i < 0x20; i++) {
      kinds[i] = CONTROL;
    }
    kinds[0x7f] = CONTROL;
    for (char blank : new char[] {' ', '\t', '\u000b', '\f', '\r'}) {
      kinds[blank] = BLANK;
    }
    kinds['\n'] = NEWLINE;
    kinds['\\'] = BACKSLASH;
    kinds['"'] = QUOTE;
    return kinds;
  }
}
