package org.manualkey.program;

/** Lines in words, such as {@code 2, 7-9}: the first few of many. */
final class LineRanges {
  private static final int MAX_RANGES = 20;

  private final StringBuilder words = new StringBuilder();
  private int ranges;
  private int first;
  private int last;
  private int more;

  /** Adds a line; lines come in ascending order. */
  void add(int line) {
    if (ranges > 0 && line == last + 1 && more == 0) {
      last = line;
    } else if (ranges < MAX_RANGES) {
      write();
      ranges++;
      first = line;
      last = line;
    } else {
      more++;
    }
  }

  private void write() {
    if (ranges > 0) {
      words.append(words.isEmpty() ? "" : ", ").append(first);
      if (last > first) {
        words.append('-').append(last);
      }
    }
  }

  /** {@code line 7} or {@code lines 2, 7-9}; to be called once, at the end. */
  String lines() {
    boolean one = ranges == 1 && first == last;
    return (one ? "line " : "lines ") + end();
  }

  /** The words; to be called once, at the end. */
  String end() {
    write();
    return more == 0 ? words.toString() : words + " and " + more + " more";
  }
}
