package org.manualkey.language;

import java.util.Arrays;

/**
 * The positions of the words of one command. They do not include any text, and therefore no keys.
 */
public final class Places {
  /**
   * A range of the text.
   *
   * @param line physical line, from 1
   * @param column octet in that line, from 1
   * @param length octets; 0 where something is missing
   */
  public record Place(int line, int column, int length) {}

  /* One number for each place: the ordinal of the word, its offset in the command, its length. */
  private static final int FIELD_BITS = 29;
  private static final int WORD_SHIFT = 2 * FIELD_BITS;
  private static final int FIELD_MASK = (1 << FIELD_BITS) - 1;

  /** The indexes of the first word and of the end of the command. */
  private static final int COMMAND = 0;

  private static final int END = 1;
  private static final int FIRST_WORD = 2;

  private final int line;
  private final int[] lineStarts;
  private final long[] packed;

  private Places(int line, int[] lineStarts, long[] packed) {
    this.line = line;
    this.lineStarts = lineStarts;
    this.packed = packed;
  }

  /**
   * Whether the value of a word may be shown in a message. A key is reported by its position and
   * length only.
   */
  public static boolean mayShow(Word word) {
    return !word.isKey();
  }

  /** The first word of the command. */
  public Place command() {
    return unpack(packed[COMMAND]);
  }

  /** The end of the last word, where a missing word is reported. */
  public Place end() {
    return unpack(packed[END]);
  }

  /** Whether a word, or its synonym for IPv6, was given. */
  public boolean has(Word word) {
    return find(word) != END;
  }

  /**
   * The value of a word, or the word itself if it takes no value, or the {@link #end} if it was not
   * given. The value of an identity is the text after its type.
   */
  public Place at(Word word) {
    return unpack(packed[find(word)]);
  }

  private int find(Word word) {
    int ordinal = word.slot().ordinal();
    for (int i = FIRST_WORD; i < packed.length; i++) {
      if (packed[i] >>> WORD_SHIFT == ordinal) {
        return i;
      }
    }
    return END;
  }

  private Place unpack(long place) {
    int offset = (int) (place >>> FIELD_BITS) & FIELD_MASK;
    int found = Arrays.binarySearch(lineStarts, offset);
    int index = found >= 0 ? found : -found - 2;
    return new Place(line + index, offset - lineStarts[index] + 1, (int) place & FIELD_MASK);
  }

  /** Collects the places of a command; reused for the next one. */
  static final class Collector {
    private long[] packed = new long[Word.values().length + FIRST_WORD];
    private int count = FIRST_WORD;

    /** Starts with the next command. */
    void begin() {
      count = FIRST_WORD;
    }

    /** Adds the place of the value of a word, which must not be given twice. */
    void add(Word word, Tokens tokens, int value) {
      packed[count++] =
          (long) word.slot().ordinal() << WORD_SHIFT
              | pack(tokens.offset(value), tokens.length(value));
    }

    Places places(Tokens tokens) {
      int last = tokens.count() - 1;
      packed[COMMAND] = pack(tokens.offset(0), tokens.length(0));
      packed[END] = pack(tokens.offset(last) + tokens.length(last), 0);
      return new Places(tokens.line(), tokens.lineStarts(), Arrays.copyOf(packed, count));
    }

    private static long pack(int offset, int length) {
      return (long) offset << FIELD_BITS | length;
    }
  }
}
