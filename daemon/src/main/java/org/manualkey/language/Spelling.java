package org.manualkey.language;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Suggests corrections for misspelled words. */
public final class Spelling {
  private Spelling() {}

  /** {@code did you mean 'spi'?} if a word is close, else an empty string. */
  public static String hint(String typed, Collection<String> words) {
    String nearest = nearest(typed, words);
    return nearest == null ? "" : "did you mean '" + nearest + "'?";
  }

  /**
   * The closest word with at most one typo in short words and two in long ones, or null. Words of
   * one letter get no suggestion: every other such word is one typo away.
   */
  static @Nullable String nearest(String typed, Collection<String> words) {
    int limit = typed.length() < 2 ? 0 : typed.length() <= 4 ? 1 : 2;
    String nearest = null;
    for (String word : words) {
      int distance = distance(typed, word, limit);
      if (distance < limit
          || (distance == limit && (nearest == null || word.compareTo(nearest) < 0))) {
        if (distance < limit) {
          limit = distance;
        }
        nearest = word;
      }
    }
    return nearest;
  }

  /**
   * Damerau-Levenshtein distance (adjacent letters swapped count once), or anything over the limit.
   */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
