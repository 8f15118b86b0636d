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
 *
 * <p>Where a line was meant to go on, because its quote is not closed or a blank follows its
 * backslash, the lines after it are part of its problem, unless they begin with a command: they
 * would only bring further ones, and may hold the rest of a key.
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
  private static final byte MARK = 6;
  private static final byte[] KIND = kinds();

  /** U+FEFF, which programs of Windows put before a text. */
  private static final int BYTE_ORDER_MARK = 0xEFBBBF;

  private static final String UTF16 = "this is text in UTF-16; save it as UTF-8";

  private final byte[] text;
  private final int end;
  private final Tokens tokens;
  private int at;
  private int nextLine = 1;
  private @Nullable Problem problem;
  private int lastLine;

  /** Whether the command goes on in lines that it does not continue to properly. */
  private boolean open;

  /** Whether it is a quote that is open. */
  private boolean openQuote;

  Tokenizer(SecretText source) {
    text = source.octets();
    end = source.length();
    tokens = new Tokens(text);
    at = isByteOrderMark(0) ? 3 : 0;
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
      open = false;
      openQuote = false;
      if (start == 0 && isUtf16()) {
        problem = tokens.at(ProblemCode.BYTE_ORDER_MARK, 0, 0, null, UTF16);
        at = end;
        lastLine = nextLine;
        return true;
      }
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
    int start = at;
    while (at < end) {
      switch (KIND[text[at] & 0xff]) {
        case BLANK -> at++;
        case NEWLINE -> {
          at++;
          nextLine++;
          if (!open || !goesOn(start)) {
            return;
          }
          tokens.beginLine(at);
        }
        case QUOTE -> quotedWord();
        case CONTROL -> control();
        case BACKSLASH -> {
          int newline = continuation(at);
          if (newline == 0) {
            backslash();
            continue;
          }
          at = newline;
          if (text[newline - 1] == '\n') {
            nextLine++;
            tokens.beginLine(at);
          }
          int first = skipBlanks(at);
          if (tokens.count() == 0 && problem == null && first < end && text[first] == '#') {
            comment(first);
            return;
          }
        }
        default -> word();
      }
    }
    nextLine++;
  }

  /**
   * Whether the line that begins here belongs to the command before it, whose last line was meant
   * to go on: one that begins with a command, a comment and a blank line do not.
   */
  private boolean goesOn(int start) {
    int first = skipBlanks(at);
    if (first == end || text[first] == '\n' || text[first] == '#' || at - start > MAX_LENGTH) {
      return false;
    }
    int wordEnd = first;
    while (wordEnd < end && KIND[text[wordEnd] & 0xff] == 0) {
      wordEnd++;
    }
    open = openQuote;
    return !CommandParser.isCommand(text, first, wordEnd);
  }

  /** A backslash that does not continue the line, and may be part of a word. */
  private void backslash() {
    int next = skipBlanks(at + 1);
    boolean last = next == end || text[next] == '\n' || text[next] == '#';
    if (next == at + 1 && !last) {
      word();
      return;
    }
    continuesNothing(at, last);
    at = next;
    while (last && at < end && text[at] != '\n') {
      at++;
    }
  }

  private void continuesNothing(int backslash, boolean last) {
    fail(ProblemCode.BACKSLASH, backslash, "\\", "");
    open |= last;
  }

  /** Reads an unquoted word; a quote inside it protects blanks until the next one. */
  private void word() {
    int start = at;
    int quote = -1;
    while (at < end) {
      byte kind = KIND[text[at] & 0xff];
      if (kind == NEWLINE
          || (kind == BLANK && quote < 0)
          || (kind == BACKSLASH && continuation(at) > 0)) {
        break;
      }
      switch (kind) {
        case CONTROL, MARK -> skip();
        case QUOTE -> {
          quote = quote < 0 ? at : -1;
          at++;
        }
        default -> at++;
      }
    }
    if (quote >= 0) {
      unclosed(quote);
    } else if (at > start + 1 && text[at - 1] == '\\' && isLineEnd(at)) {
      continuesNothing(at - 1, true);
    }
    add(start, at);
  }

  private void quotedWord() {
    int quote = at++;
    while (at < end && text[at] != '"' && text[at] != '\n' && continuation(at) == 0) {
      skip();
    }
    int wordEnd = at;
    if (at == end || text[at] != '"') {
      unclosed(quote);
    } else if (wordEnd == quote + 1) {
      at++; // not a word, and nothing behind it is dropped
      return;
    }
    while (at < end
        && KIND[text[at] & 0xff] != BLANK
        && text[at] != '\n'
        && continuation(at) == 0) {
      skip();
    }
    // As in the original, blanks in quotes are not a command.
    if (wordEnd > quote + 1 && (tokens.count() > 0 || skipBlanks(quote + 1) < wordEnd)) {
      add(quote + 1, wordEnd);
    }
  }

  private void unclosed(int quote) {
    openQuote = !openQuote;
    open = openQuote;
    fail(ProblemCode.UNCLOSED_QUOTE, quote, "\"", "quoted words end on the same line");
  }

  /** Whether blanks and perhaps a comment follow, and nothing else. */
  private boolean isLineEnd(int from) {
    int next = skipBlanks(from);
    return next > from && (next == end || text[next] == '\n' || text[next] == '#');
  }

  private void skip() {
    byte kind = KIND[text[at] & 0xff];
    if (kind == CONTROL) {
      control();
    } else if (kind == MARK && isByteOrderMark(at)) {
      fail(ProblemCode.BYTE_ORDER_MARK, at, null, "remove U+FEFF");
      at += 3;
    } else {
      at++;
    }
  }

  private boolean isByteOrderMark(int from) {
    return from + 2 < end
        && ((text[from] & 0xff) << 16 | (text[from + 1] & 0xff) << 8 | (text[from + 2] & 0xff))
            == BYTE_ORDER_MARK;
  }

  private boolean isUtf16() {
    int mark = end < 2 ? 0 : (text[0] & 0xff) << 8 | (text[1] & 0xff);
    return mark == 0xfeff || mark == 0xfffe;
  }

  private void fail(ProblemCode code, int offset, @Nullable String mark, String hint) {
    if (problem == null) {
      problem = tokens.at(code, offset, mark == null ? 0 : 1, mark, hint);
    }
  }

  private void add(int start, int wordEnd) {
    if (tokens.count() == Tokens.MAX_WORDS) {
      fail(ProblemCode.TOO_MANY_WORDS, start, null, "at most " + Tokens.MAX_WORDS + " words");
    } else {
      tokens.add(start, wordEnd);
    }
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
    kinds[BYTE_ORDER_MARK >> 16] = MARK;
    return kinds;
  }
}
