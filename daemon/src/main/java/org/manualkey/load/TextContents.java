package org.manualkey.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sa.Undigested;

/**
 * What the SAs of a text contain, by digest: about 12 octets for each of them, by which those that
 * are there can be told without parsing the text again. It is collected during the check of a text
 * of ADDs without pairs; of any other it is given up.
 */
final class TextContents {
  private static final int SMALLEST = 16;

  /**
   * So many different ones are told apart of what digests do not show. Texts with more are compared
   * as a whole: each of them takes a multiple of an SA's digest, and numbers can be chosen so that
   * all have one hash code.
   */
  static final int MOST_UNDIGESTED = 256;

  private final WantedSas digests;

  /** In the order of the {@link SaLines} of the text. */
  private long[] contents = new long[SMALLEST];

  /** Where that is what the digest of an SA does not show. */
  private int[] places = new int[SMALLEST];

  private int size;
  private final List<Undigested> undigested = new ArrayList<>();
  private final Map<Undigested, Integer> known = new HashMap<>();
  private boolean isGivenUp;

  /**
   * Contents of no SA yet.
   *
   * @param digests makes the digests
   */
  TextContents(WantedSas digests) {
    this.digests = digests;
  }

  /**
   * Adds the next SA of the text.
   *
   * @param wanted null: it is not known what is asked for
   * @param digest 0: none was made
   */
  void add(@Nullable SecurityAssociation wanted, long digest) {
    if (wanted == null || digest == 0) {
      giveUp();
    }
    if (wanted == null || isGivenUp) {
      return;
    }
    if (size == contents.length) {
      contents = Arrays.copyOf(contents, size + (size >> 1));
      places = Arrays.copyOf(places, contents.length);
    }
    contents[size] = digest;
    places[size++] =
        known.computeIfAbsent(
            Undigested.of(wanted),
            each -> {
              undigested.add(each);
              return undigested.size() - 1;
            });
    if (undigested.size() > MOST_UNDIGESTED) {
      giveUp();
    }
  }

  /** They cannot be told by digests. */
  void giveUp() {
    isGivenUp = true;
    contents = new long[0];
    places = new int[0];
    undigested.clear();
    known.clear();
  }

  boolean isGivenUp() {
    return isGivenUp;
  }

  /**
   * Whether an SA that is there is as the text wants it.
   *
   * @param index of the SA in the text with its identity
   */
  boolean has(SecurityAssociation there, int index, Directions directions) {
    return undigested.get(places[index]).isSame(there, directions)
        && contents[index] == digests.digest(there);
  }
}
