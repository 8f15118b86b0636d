package org.manualkey.algorithm;

/**
 * Permitted lengths of a key, in bits: from {@code min} to {@code max} in steps of {@code
 * increment}. A step of 0 permits only both ends, which are then the same.
 *
 * @param preferred the default length
 * @param min shortest
 * @param max longest
 * @param increment step
 */
public record KeyLengths(int preferred, int min, int max, int increment) {
  /** For algorithms without a key. */
  public static final KeyLengths NONE = new KeyLengths(0, 0, 0, 0);

  /**
   * Whether the length is permitted. The kernel of illumos looks at the ends only, not the step.
   */
  public boolean inRange(int bits) {
    return bits >= min && bits <= max;
  }

  /** Whether the length is permitted and on a step. */
  public boolean permits(int bits) {
    return inRange(bits) && (increment == 0 || (bits - min) % increment == 0);
  }

  /** The same with so many bits more. */
  public KeyLengths plus(int bits) {
    return new KeyLengths(preferred + bits, min + bits, max + bits, increment);
  }

  /** The lengths in words: {@code 128, 192 or 256 bits}, or a range where there are many. */
  public String words() {
    if (min == max || increment == 0 || (max - min) / increment > 3) {
      return toString();
    }
    StringBuilder words = new StringBuilder().append(min);
    for (int bits = min + increment; bits <= max; bits += increment) {
      words.append(bits + increment > max ? " or " : ", ").append(bits);
    }
    return words.append(" bits").toString();
  }

  @Override
  public String toString() {
    if (min == max) {
      return min + " bits";
    }
    return min + " to " + max + " bits in steps of " + increment;
  }
}
