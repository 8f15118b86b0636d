package org.manualkey.load;

/** Numbers with their nouns, for messages. */
public final class Plural {
  private Plural() {}

  /** {@code 1 command}, {@code 2 commands}. */
  public static String of(long count, String noun) {
    return count + " " + noun(count, noun);
  }

  /** {@code 1 of 3 commands is}, {@code 2 of 3 commands are}, {@code 0 of 1 command is}. */
  public static String areOf(long part, long whole, String noun) {
    String verb = part == 1 || whole == 1 ? " is" : " are";
    return part + " of " + of(whole, noun) + verb;
  }

  private static String noun(long count, String noun) {
    return count == 1 ? noun : noun + "s";
  }
}
