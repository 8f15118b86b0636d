package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LineRangesTest {
  private static String words(int... lines) {
    LineRanges ranges = new LineRanges();
    IntStream.of(lines).forEach(ranges::add);
    return ranges.end();
  }

  @Test
  void linesThatFollowEachOtherAreARange() {
    assertThat(words(2)).isEqualTo("2");
    assertThat(words(2, 3)).isEqualTo("2-3");
    assertThat(words(2, 4, 5, 6, 9)).isEqualTo("2, 4-6, 9");
  }

  @Test
  void manyRangesAreCounted() {
    int[] odd = IntStream.range(0, 30).map(i -> 2 * i + 1).toArray();
    assertThat(words(odd)).startsWith("1, 3, 5").endsWith("39 and 10 more");
  }
}
