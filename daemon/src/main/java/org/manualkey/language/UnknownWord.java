package org.manualkey.language;

import java.util.Map;

/** Reports a word that stands where an extension is expected. */
final class UnknownWord {
  /** Words by which ip-xfrm(8) and setkey(8) choose a mode. */
  private static final WordTable<Boolean> MODES =
      new WordTable<>(Map.of("mode", true, "-m", true, "transport", true, "tunnel", true));

  /** Words that ours shorten, too far from them for a typo. */
  private static final WordTable<String> WHOLE =
      new WordTable<>(Map.of("source", "src", "destination", "dst"));

  private static final String NO_MODE =
      "inner addresses (isrc, idst) select tunnel mode; without them it is transport mode";

  /** What is wrong with {@code spi=0x1001} and the like. */
  static final String NO_EQUALS = "a word and its value are separated by a blank, not by '='";

  private final Spelling spelling;

  UnknownWord(Spelling spelling) {
    this.spelling = spelling;
  }

  /** A word behind a key that is the rest of the key. */
  static Problem restOfKey(Tokens tokens, int at) {
    tokens.hideFrom(at);
    return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, "keys must be one word");
  }

  /** The problem; hides words that may be a key from here on. */
  Problem problem(Tokens tokens, int at) {
    if (tokens.octet(at, 0) == '#') {
      tokens.hideFrom(at + 1);
      String hint = "comments must be on a separate line";
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, 1, hint);
    }
    int mark = 0;
    while (mark < tokens.length(at) && isOfWord(tokens.octet(at, mark))) {
      mark++;
    }
    Word glued = mark < tokens.length(at) ? tokens.in(Word.TABLE, at, mark) : null;
    if (glued != null && glued.isKey()) {
      tokens.hideFrom(at);
    }
    if (mark < tokens.length(at) && tokens.octet(at, mark) == '=') {
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, mark + 1, NO_EQUALS);
    }
    if (tokens.in(MODES, at) != null) {
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, NO_MODE);
    }
    String whole = tokens.in(WHOLE, at);
    if (whole != null) {
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, Spelling.didYouMean(whole));
    }
    String nearest = spelling.nearest(tokens, at, Word.bySpelling().keySet());
    if (nearest == null) {
      return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, "");
    }
    Word meant = Word.bySpelling().get(nearest);
    if (meant != null && meant.isKey()) {
      tokens.hideFrom(at + 1);
    }
    return tokens.problem(ProblemCode.UNKNOWN_EXTENSION, at, Spelling.didYouMean(nearest));
  }

  private static boolean isOfWord(int octet) {
    return Character.isLetterOrDigit(octet) || octet == '_' || octet == '-';
  }
}
