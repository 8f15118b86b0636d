package org.manualkey.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps words to values, by the octets of a token instead of a string. */
final class WordTable<V> {
  private final byte[][] words;
  private final List<@Nullable V> values;
  private final int mask;

  /** Creates a table of ASCII words. */
  WordTable(Map<String, V> entries) {
    int size = Integer.highestOneBit(Math.max(entries.size(), 4) * 4);
    mask = size - 1;
    words = new byte[size][];
    values = new ArrayList<>(Collections.nCopies(size, null));
    entries.forEach((word, value) -> {
      byte[] octets = word.getBytes(StandardCharsets.US_ASCII);
      int slot = slot(octets, 0, octets.length);
      words[slot] = octets;
      values.set(slot, value);
    });
  }

  @Nullable V get(byte[] text, int start, int end) {
    return values.get(slot(text, start, end));
  }

  /** The index of the word, or of the free entry for it. */
  private int slot(byte[] text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + text[i];
    }
    int slot = (hash ^ hash >>> 15) & mask;
    while (words[slot] != null
        && !Arrays.equals(words[slot], 0, words[slot].length, text, start, end)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
