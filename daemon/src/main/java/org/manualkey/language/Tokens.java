package org.manualkey.language;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

/** The words of one command, as ranges of a text. */
final class Tokens implements AutoCloseable {
  /** The maximum number of words of a command. */
  static final int MAX_WORDS = 4096;

  private static final int[] ONE_LINE = {0};

  private final SecretText text;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int count;

  /** The first word that is not shown, whatever it looks like. */
  private int hidden = Integer.MAX_VALUE;

  /** The offset of the command in the text, and its first physical line. */
  private int origin;

  private int line;

  /** The offsets of the physical lines of the command, usually a single one. */
  private int[] lineStarts = new int[8];

  private int lines;

  Tokens(SecretText text) {
    this.text = text;
  }

  /** The words of an argument vector, all of them on line 1; to be closed. */
  static Tokens ofArguments(List<String> arguments) {
    byte[][] words = new byte[arguments.size()][];
    int length = 0;
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments.get(i).getBytes(StandardCharsets.UTF_8);
      length += words[i].length + 1;
    }
    byte[] text = new byte[length];
    int at = 0;
    for (byte[] word : words) {
      System.arraycopy(word, 0, text, at, word.length);
      at += word.length;
      text[at++] = ' ';
    }
    Tokens tokens = new Tokens(SecretText.taking("arguments", text));
    tokens.begin(0, 1);
    at = 0;
    for (byte[] word : words) {
      tokens.add(at, at + word.length);
      at += word.length + 1;
    }
    return tokens;
  }

  /** Overwrites the text. */
  @Override
  public void close() {
    text.close();
  }

  void begin(int origin, int line) {
    this.origin = origin;
    this.line = line;
    lineStarts[0] = origin;
    lines = 1;
    count = 0;
    hidden = Integer.MAX_VALUE;
  }

  /**
   * Records a continuation line that starts at an offset, unless the command is too long by then:
   * that is an error of its first line, and lines without a word may go on for ever.
   */
  void beginLine(int offset) {
    if (offset - origin > Tokenizer.MAX_LENGTH) {
      return;
    }
    if (lines == lineStarts.length) {
      lineStarts = Arrays.copyOf(lineStarts, lines * 2);
    }
    lineStarts[lines++] = offset;
  }

  void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  int count() {
    return count;
  }

  int line() {
    return line;
  }

  /** The offset of a word from the start of the command. */
  int offset(int index) {
    return starts[index] - origin;
  }

  /** The offsets of the physical lines from the start of the command. */
  int[] lineStarts() {
    if (lines == 1) {
      return ONE_LINE;
    }
    int[] offsets = new int[lines];
    for (int i = 0; i < lines; i++) {
      offsets[i] = lineStarts[i] - origin;
    }
    return offsets;
  }

  int length(int index) {
    return ends[index] - starts[index];
  }

  /** An octet of a word, as a number from 0 to 255. */
  int octet(int index, int offset) {
    return text.octet(starts[index] + offset) & 0xff;
  }

  /**
   * Eight octets of a word at once, the first of them in the lowest byte.
   *
   * @param end an offset, too; octets from it on are zeros
   */
  long eightOctets(int index, int offset, int end) {
    return text.eightOctets(starts[index] + offset, starts[index] + end);
  }

  /** A copy of the octets from an offset of a word to its end. */
  byte[] octets(int index) {
    return text.copyOf(starts[index], ends[index]);
  }

  boolean is(int index, String word) {
    int start = starts[index];
    if (ends[index] - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text.octet(start + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  <V> @Nullable V in(WordTable<V> table, int index) {
    return table.get(text, starts[index], ends[index]);
  }

  /** The same, of the first octets of a word. */
  <V> @Nullable V in(WordTable<V> table, int index, int length) {
    return table.get(text, starts[index], starts[index] + length);
  }

  /** The word as a string; not to be used for keys. */
  String string(int index) {
    return string(index, length(index));
  }

  /** The first octets of a word as a string; not to be used for keys. */
  String string(int index, int length) {
    return text.string(starts[index], starts[index] + length);
  }

  /** Whether a word began with a quote. */
  boolean isQuoted(int index) {
    return starts[index] > 0 && text.octet(starts[index] - 1) == '"';
  }

  /** From this word on no word is shown: it may be part of a key. */
  void hideFrom(int index) {
    hidden = Math.min(hidden, index);
  }

  /** Whether the end of the command may be part of a key. */
  boolean isHidden() {
    return hidden < Integer.MAX_VALUE;
  }

  /** Whether a word must not be shown. */
  boolean isSecret(int index) {
    return index >= hidden || mayBeKey(index);
  }

  /** Whether a word may be key material, and so must not become a string. */
  boolean mayBeKey(int index) {
    return mayBeKey(index, length(index));
  }

  /** Whether the first octets of a word may be key material. */
  boolean mayBeKey(int index, int length) {
    return KeyShape.mayBeKey(text, starts[index], starts[index] + length);
  }

  /** A problem with a word; the word is shown unless it may be key material. */
  Problem problem(ProblemCode code, int index, String hint) {
    String shown = isSecret(index) ? null : printable(string(index));
    return at(code, starts[index], length(index), shown, hint);
  }

  /** The same, of a word where an address is expected. */
  Problem addressProblem(ProblemCode code, int index, String hint) {
    boolean secret =
        index >= hidden || KeyShape.mayBeKeyForAddress(text, starts[index], ends[index]);
    return at(code, starts[index], length(index), secret ? null : printable(string(index)), hint);
  }

  /** A problem with a word of which only the beginning may be shown. */
  Problem problem(ProblemCode code, int index, int shownLength, String hint) {
    int end = starts[index] + shownLength;
    boolean secret = index >= hidden || KeyShape.mayBeKey(text, starts[index], end);
    String shown = secret ? null : printable(string(index, shownLength));
    return at(code, starts[index], length(index), shown, hint);
  }

  /** A problem with a word that must not be shown. */
  Problem secretProblem(ProblemCode code, int index, String hint) {
    return at(code, starts[index], length(index), null, hint);
  }

  /** A problem about a word that is missing before another. */
  Problem missingBefore(ProblemCode code, int index, String hint) {
    return at(code, starts[index], 0, null, hint);
  }

  /** A problem about a missing word, placed after the last one. */
  Problem endProblem(ProblemCode code, String hint) {
    return at(code, count == 0 ? origin : ends[count - 1], 0, null, hint);
  }

  /** A problem at an offset of the text. */
  Problem at(ProblemCode code, int offset, int length, @Nullable String token, String hint) {
    return new Problem(code, lineAt(offset), columnAt(offset), length, token, hint);
  }

  /** The physical line of a word. */
  int line(int index) {
    return lineAt(starts[index]);
  }

  /** Whether a word is the first one of a continuation line. */
  boolean beginsLine(int index) {
    return lines > 1 && line(index) > line(index - 1);
  }

  /** The column of a word in its physical line. */
  int column(int index) {
    return columnAt(starts[index]);
  }

  private int lineAt(int offset) {
    return line + lineIndex(offset);
  }

  private int columnAt(int offset) {
    return offset - lineStarts[lineIndex(offset)] + 1;
  }

  private int lineIndex(int offset) {
    if (lines == 1) {
      return 0;
    }
    int found = Arrays.binarySearch(lineStarts, 0, lines, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** Whether a word may be part of a key typed in groups: hex digits and marks. */
  boolean mayBePartOfKey(int index) {
    return KeyShape.mayBePartOfKey(text, starts[index], ends[index]);
  }

  /** Whether the first octets of a word are rather those of a key than a host name. */
  boolean isNeverName(int index, int length) {
    return KeyShape.isNeverName(text, starts[index], starts[index] + length);
  }

  /** A word without control characters, and shortened if it is long. */
  static String printable(String word) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < word.length() && i < 64; i++) {
      char c = word.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    return word.length() > 64 ? shown + "…" : shown.toString();
  }
}
