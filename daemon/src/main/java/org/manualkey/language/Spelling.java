package org.manualkey.language;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Suggests corrections for misspelled words of one text.
 *
 * <p>The first words of a text get suggestions, the rest do not: a file that is not one of commands
 * has a wrong word in each line, and nobody reads them all.
 */
public final class Spelling {
  /** Words that are looked for; as many as a check reports errors. */
  private static final int MOST = 1000;

  /** No word of the language is longer. */
  private static final int LONGEST = 24;

  private int left = MOST;

  /** {@code did you mean 'spi'?} if a word that is no key is close, else an empty string. */
  public static String hint(String typed, Collection<String> words) {
    String nearest = nearest(typed, words);
    return nearest == null ? "" : didYouMean(nearest);
  }

  /** The same for a word of the text. */
  String hint(Tokens tokens, int index, Collection<String> words) {
    String nearest = nearest(tokens, index, words);
    return nearest == null ? "" : didYouMean(nearest);
  }

  /** The closest word, or null; null, too, for a word that must not be shown. */
  @Nullable String nearest(Tokens tokens, int index, Collection<String> words) {
    int length = tokens.length(index);
    return nearest(tokens, index, words, length < 2 ? 0 : length <= 4 ? 1 : 2);
  }

  /** The closest word with at most so many typos, or null. */
  @Nullable String nearest(Tokens tokens, int index, Collection<String> words, int mostTypos) {
    if (tokens.isSecret(index) || tokens.length(index) > LONGEST || left == 0) {
      return null;
    }
    left--;
    return nearest(tokens.string(index), words, mostTypos);
  }

  /** Whether no further word gets a suggestion. */
  boolean isSpent() {
    return left == 0;
  }

  static String didYouMean(String word) {
    return "did you mean '" + word + "'?";
  }

  /**
   * The closest word with at most one typo in short words and two in long ones, or null; one in
   * another case is closest. Words of one letter get no suggestion: every other such word is one
   * typo away.
   */
  static @Nullable String nearest(String typed, Collection<String> words) {
    return nearest(typed, words, typed.length() < 2 ? 0 : typed.length() <= 4 ? 1 : 2);
  }

  /** The closest word with at most so many typos, or null. */
  static @Nullable String nearest(String typed, Collection<String> words, int mostTypos) {
    String lower = typed.toLowerCase(Locale.ROOT);
    if (words.contains(lower)) {
      return lower;
    }
    int limit = mostTypos;
    int[][] cost = new int[3][lower.length() + limit + 2];
    String nearest = null;
    for (String word : words) {
      int distance = distance(lower, word, limit, cost);
      if (distance < limit
          || (distance == limit && (nearest == null || word.compareTo(nearest) < 0))) {
        limit = distance;
        nearest = word;
      }
    }
    return nearest;
  }

  /**
   * Damerau-Levenshtein distance (adjacent letters swapped count once), or anything over the limit.
   *
   * @param cost room for three rows
   */
  private static int distance(String a, String b, int limit, int[][] cost) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int[] beforeLast = cost[0];
    int[] last = cost[1];
    int[] row = cost[2];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] reused = beforeLast;
      beforeLast = last;
      last = row;
      row = reused;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, beforeLast[j - 2] + 1);
        }
        row[j] = best;
      }
    }
    return row[b.length()];
  }
}
