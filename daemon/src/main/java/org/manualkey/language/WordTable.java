package org.manualkey.language;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretText;

/**
 * Maps words to values, by the octets of a token instead of a string: eight at once, as {@link
 * SecretText#eightOctets} has them.
 */
final class WordTable<V> {
  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  /** The octets of each word, eight in a number, the last of them filled with zeros. */
  private final long[][] words;

  private final List<@Nullable V> values;
  private final int mask;
  private final int longest;

  /** Creates a table of ASCII words. */
  WordTable(Map<String, V> entries) {
    int size = Integer.highestOneBit(Math.max(entries.size(), 4) * 4);
    mask = size - 1;
    words = new long[size][];
    values = new ArrayList<>(Collections.nCopies(size, null));
    entries.forEach(this::put);
    longest = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private void put(String word, V value) {
    byte[] octets = word.getBytes(StandardCharsets.US_ASCII);
    long[] eights = new long[count(octets.length)];
    ByteBuffer.wrap(Arrays.copyOf(octets, eights.length * Long.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(eights);
    long hash = 0;
    for (long eight : eights) {
      hash = hash(hash, eight);
    }
    int slot = first(hash);
    while (words[slot] != null) {
      slot = next(slot);
    }
    words[slot] = eights;
    values.set(slot, value);
  }

  @Nullable V get(SecretText text, int start, int end) {
    int slot = find(text, start, end, false);
    return slot < 0 ? null : values.get(slot);
  }

  /** Whether a word is in the table, whose words are in lower case, in whatever case it is. */
  boolean hasInAnyCase(SecretText text, int start, int end) {
    return find(text, start, end, true) >= 0;
  }

  /** The index of a word, or -1. */
  private int find(SecretText text, int start, int end, boolean anyCase) {
    if (end - start > longest) {
      return -1;
    }
    long head = eight(text, start, end, anyCase);
    long hash = hash(0, head);
    for (int at = start + Long.BYTES; at < end; at += Long.BYTES) {
      hash = hash(hash, eight(text, at, end, anyCase));
    }
    int slot = first(hash);
    for (long[] word = words[slot]; word != null; word = words[slot]) {
      if (word.length == count(end - start)
          && word[0] == head
          && isTail(text, start, end, anyCase, word)) {
        return slot;
      }
      slot = next(slot);
    }
    return -1;
  }

  /** Whether a word of as many octets is the same from its ninth octet on. */
  private static boolean isTail(SecretText text, int start, int end, boolean anyCase, long[] word) {
    for (int i = 1; i < word.length; i++) {
      if (eight(text, start + i * Long.BYTES, end, anyCase) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static long eight(SecretText text, int at, int end, boolean anyCase) {
    long eight = text.eightOctets(at, end);
    return anyCase ? lowerCase(eight) : eight;
  }

  private static long lowerCase(long eight) {
    long lower = eight;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      long octet = eight >>> shift & 0xff;
      lower |= octet >= 'A' && octet <= 'Z' ? 0x20L << shift : 0;
    }
    return lower;
  }

  /** How many numbers the octets of a word take. */
  private static int count(int length) {
    return (length + Long.BYTES - 1) / Long.BYTES;
  }

  private static long hash(long hash, long eight) {
    long mixed = (hash ^ eight) * GOLDEN_RATIO;
    return mixed ^ mixed >>> Integer.SIZE;
  }

  private int first(long hash) {
    return (int) hash & mask;
  }

  private int next(int slot) {
    return (slot + 1) & mask;
  }
}
