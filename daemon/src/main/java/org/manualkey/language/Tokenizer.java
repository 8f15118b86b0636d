package org.manualkey.language;

import java.util.Locale;
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

  private static final String NO_BACKSLASH =
      "it is an extension, so the line before lacks a backslash at its end";

  private static final String NOT_LAST = "remove the blanks or the comment after it";

  private static final String UTF16 = "this is text in UTF-16; save it as UTF-8";

  private final SecretText text;
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
    text = source;
    end = source.length();
    tokens = new Tokens(text);
    at = OctetKind.isByteOrderMark(text, 0, end) ? 3 : 0;
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

  /** Goes on with a later line, at which a command begins. */
  void skipTo(int line) {
    while (nextLine < line && at < end) {
      nextLine += text.octet(at++) == '\n' ? 1 : 0;
    }
  }

  /** Finds the next command, or comment with a warning ({@link #tokens} is then empty). */
  boolean next() {
    while (at < end) {
      int start = at;
      tokens.begin(start, nextLine);
      problem = null;
      open = false;
      openQuote = false;
      if (start == 0 && OctetKind.isUtf16(text, end)) {
        problem = tokens.at(ProblemCode.BYTE_ORDER_MARK, 0, 0, null, UTF16);
        at = end;
        lastLine = nextLine;
        return true;
      }
      int first = skipBlanks(at);
      if (first < end && text.octet(first) == '#') {
        comment(first);
      } else {
        command();
      }
      lastLine = nextLine - 1;
      int newline = at > start && text.octet(at - 1) == '\n' ? 1 : 0;
      if (at - start - newline > MAX_LENGTH && isCommand()) {
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
    while (i < end && OctetKind.kind(text.octet(i)) == OctetKind.BLANK) {
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
        nextLine += text.octet(newline - 1) == '\n' ? 1 : 0;
      } else if (text.octet(at++) == '\n') {
        break;
      }
    }
    nextLine++;
  }

  private void command() {
    int start = at;
    while (at < end) {
      switch (OctetKind.kind(text.octet(at))) {
        case OctetKind.BLANK -> at++;
        case OctetKind.OTHER -> {
          int character = OctetKind.otherBlank(text, at, end);
          if (character == 0) {
            word();
          } else {
            String hint =
                String.format(Locale.ROOT, "U+%04X here; replace it by a space", character);
            fail(ProblemCode.OTHER_BLANK, at, null, hint);
            at += character < 0x800 ? 2 : 3;
          }
        }
        case OctetKind.NEWLINE -> {
          at++;
          nextLine++;
          boolean lacksBackslash = !open && lacksBackslash(start);
          if (!lacksBackslash && !(open && goesOn(start))) {
            return;
          }
          tokens.beginLine(at);
          if (lacksBackslash && problem == null) {
            noBackslash();
          }
        }
        case OctetKind.QUOTE -> quotedWord();
        case OctetKind.CONTROL -> control();
        case OctetKind.BACKSLASH -> {
          int newline = continuation(at);
          if (newline == 0) {
            backslash();
            continue;
          }
          at = newline;
          if (text.octet(newline - 1) == '\n') {
            nextLine++;
            tokens.beginLine(at);
          }
          int first = skipBlanks(at);
          if (tokens.count() == 0 && problem == null && first < end && text.octet(first) == '#') {
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
    if (first == end
        || text.octet(first) == '\n'
        || text.octet(first) == '#'
        || at - start > MAX_LENGTH) {
      return false;
    }
    open = openQuote;
    return !CommandParser.isCommand(text, first, wordEnd(first));
  }

  /**
   * Whether the line that begins here goes on with the extensions of the command before it, whose
   * last line lacks its backslash: then this is what is wrong, and all that is.
   */
  private boolean lacksBackslash(int start) {
    int first = skipBlanks(at);
    return tokens.count() > 1
        && at - start <= MAX_LENGTH
        && Word.TABLE.get(text, first, wordEnd(first)) != null
        && CommandParser.takesExtensions(tokens);
  }

  private void noBackslash() {
    int first = skipBlanks(at);
    int length = wordEnd(first) - first;
    String word = text.string(first, first + length);
    problem = tokens.at(ProblemCode.UNKNOWN_COMMAND, first, length, word, NO_BACKSLASH);
  }

  private int wordEnd(int from) {
    int wordEnd = from;
    while (wordEnd < end) {
      long eight = text.eightOctets(wordEnd, end);
      int found = OctetKind.words(eight);
      wordEnd += found;
      if (found < Long.BYTES) {
        byte next = (byte) (eight >>> (found * Byte.SIZE)); // 0, which is of no word, at the end
        if (OctetKind.kind(next) != OctetKind.WORD) {
          return wordEnd;
        }
        wordEnd++;
      }
    }
    return wordEnd;
  }

  /** A backslash that does not continue the line, and may be part of a word. */
  private void backslash() {
    int next = skipBlanks(at + 1);
    boolean last = next == end || text.octet(next) == '\n' || text.octet(next) == '#';
    if (next == at + 1 && !last) {
      word();
      return;
    }
    continuesNothing(at, last);
    at = next;
    while (last && at < end && text.octet(at) != '\n') {
      at++;
    }
  }

  private void continuesNothing(int backslash, boolean last) {
    fail(ProblemCode.BACKSLASH, backslash, "\\", last ? NOT_LAST : "");
    open |= last;
  }

  /** Reads an unquoted word; a quote inside it protects blanks until the next one. */
  private void word() {
    int start = at;
    int quote = -1;
    at = wordEnd(at);
    while (at < end) {
      byte kind = OctetKind.kind(text.octet(at));
      if (kind == OctetKind.NEWLINE
          || (kind == OctetKind.BLANK && quote < 0)
          || (kind == OctetKind.OTHER && quote < 0 && isOtherBlank())
          || (kind == OctetKind.BACKSLASH && continuation(at) > 0)) {
        break;
      }
      switch (kind) {
        case OctetKind.CONTROL, OctetKind.MARK -> skip();
        case OctetKind.QUOTE -> {
          quote = quote < 0 ? at : -1;
          at++;
        }
        default -> at++;
      }
    }
    if (quote >= 0) {
      unclosed(quote);
    } else if (at > start + 1 && text.octet(at - 1) == '\\' && isLineEnd(at)) {
      continuesNothing(at - 1, true);
    }
    add(start, at);
  }

  private void quotedWord() {
    int quote = at++;
    while (at < end && text.octet(at) != '"' && text.octet(at) != '\n' && continuation(at) == 0) {
      skip();
    }
    int wordEnd = at;
    if (at == end || text.octet(at) != '"') {
      unclosed(quote);
    } else if (wordEnd == quote + 1) {
      at++; // not a word, and nothing behind it is dropped
      return;
    }
    while (at < end
        && OctetKind.kind(text.octet(at)) != OctetKind.BLANK
        && text.octet(at) != '\n'
        && !isOtherBlank()
        && continuation(at) == 0) {
      skip();
    }
    // As in the original, blanks in quotes are not a command.
    if (wordEnd > quote + 1 && (tokens.count() > 0 || skipBlanks(quote + 1) < wordEnd)) {
      add(quote + 1, wordEnd);
    }
  }

  private boolean isOtherBlank() {
    return OctetKind.otherBlank(text, at, end) != 0;
  }

  private void unclosed(int quote) {
    openQuote = !openQuote;
    open = openQuote;
    fail(ProblemCode.UNCLOSED_QUOTE, quote, "\"", "quoted words end on the same line");
  }

  /** Whether blanks and perhaps a comment follow, and nothing else. */
  private boolean isLineEnd(int from) {
    int next = skipBlanks(from);
    return next > from && (next == end || text.octet(next) == '\n' || text.octet(next) == '#');
  }

  private void skip() {
    byte kind = OctetKind.kind(text.octet(at));
    if (kind == OctetKind.CONTROL) {
      control();
    } else if (kind == OctetKind.MARK && OctetKind.isByteOrderMark(text, at, end)) {
      fail(ProblemCode.BYTE_ORDER_MARK, at, null, "remove U+FEFF");
      at += 3;
    } else {
      at++;
    }
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
      String octet = "octet 0x" + Integer.toHexString(text.octet(at) & 0xff);
      problem = tokens.at(ProblemCode.CONTROL_CHARACTER, at, 0, null, octet);
    }
    at++;
  }

  /** The offset after a continuation at this offset, or 0 if there is none. */
  private int continuation(int from) {
    if (text.octet(from) != '\\') {
      return 0;
    }
    int newline = from + 1;
    if (newline < end && text.octet(newline) == '\r') {
      newline++;
    }
    if (newline >= end) {
      return newline;
    }
    return text.octet(newline) == '\n' ? newline + 1 : 0;
  }
}
