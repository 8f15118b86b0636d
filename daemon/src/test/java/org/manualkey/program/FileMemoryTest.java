package org.manualkey.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.secret.SecretText;

/** How much the commands of a file take at most. */
final class FileMemoryTest {
  /** One with a line of this length, noted for messages. */
  private static final long SHORTEST = 550 + 120;

  private static long ofRun(String text) {
    try (SecretText octets = SecretText.taking("", text.getBytes(US_ASCII))) {
      return FileMemory.ofRun(octets);
    }
  }

  @Test
  void everyLineThatMayAddAnSaCountsWithTheLargest_howeverShortItIs() {
    assertThat(ofRun("add esp spi 1 dst ::1\n".repeat(1000))).isEqualTo(1000 * SHORTEST);
    assertThat(ofRun("add esp spi 1 dst ::1")).isEqualTo(SHORTEST);
  }

  @Test
  void longLinesCountByTheirLength_andDoNotHideShortOnes() {
    String both = "add esp srcid " + "x".repeat(4000) + "\n" + "add esp\n";
    assertThat(ofRun(both)).isGreaterThan(4000 * 7 / 2 + 120 + SHORTEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \t\n\n", "# add esp spi 1\n", "  # one\n#two"})
  void linesWithoutWordsAndCommentsDoNotCount(String text) {
    assertThat(ofRun(text)).isZero();
  }
}
