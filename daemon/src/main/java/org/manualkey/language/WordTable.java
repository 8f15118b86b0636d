package org.manualkey.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

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
      int slot = slot(octets);
      words[slot] = octets;
      values.set(slot, value);
    });
  }

  @Nullable V get(SecretText text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + text.octet(i);
    }
    int slot = first(hash);
    for (byte[] word = words[slot]; word != null; word = words[slot]) {
      if (word.length == end - start && isAt(text, start, word)) {
        return values.get(slot);
      }
      slot = next(slot);
    }
    return null;
  }

  private static boolean isAt(SecretText text, int start, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (text.octet(start + i) != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word is in the table, whose words are in lower case, in whatever case it is. */
  boolean hasInAnyCase(SecretText text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + lowerCase(text.octet(i));
    }
    int slot = first(hash);
    for (byte[] word = words[slot]; word != null; word = words[slot]) {
      boolean same = word.length == end - start;
      for (int i = 0; same && i < word.length; i++) {
        same = lowerCase(text.octet(start + i)) == word[i];
      }
      if (same) {
        return true;
      }
      slot = next(slot);
    }
    return false;
  }

  private static int lowerCase(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
  }

  /** The index of the free entry for a word. */
  private int slot(byte[] word) {
    int hash = word.length;
    for (byte octet : word) {
      hash = hash * 31 + octet;
    }
    int slot = first(hash);
    while (words[slot] != null) {
      slot = next(slot);
    }
    return slot;
  }

  private int first(int hash) {
    return (hash ^ hash >>> 15) & mask;
  }

  private int next(int slot) {
    return (slot + 1) & mask;
  }
}
