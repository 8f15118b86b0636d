package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTextTest {
  @ParameterizedTest
  @CsvSource({
    "1025,                1.00 KB",
    "1536,                1.50 KB",
    "1048575,             1024.00 KB",
    "1048576,             1.00 MB",
    "1610612736,          1.50 GB",
    "1099511627776,       1.00 TB",
    "7881299347898368,    7.00 PB",
    "1152921504606846976, 1.00 EB",
    "9223372036854775807, 8.00 EB",
    "-1,                  16.00 EB",
    // In the middle between two, to the even one.
    "66680,               65.12 KB",
    "66696,               65.13 KB",
  })
  void bytes(long bytes, String text) {
    assertThat(PrintFixture.written(out -> QuantityText.bytes(bytes, out))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "61,         1.02 minute",
    "119,        1.98 minute",
    "120,        2.00 minutes",
    "3599,       59.98 minutes",
    "3600,       1.00 hour",
    "3618,       1.00 hour",
    "7199,       2.00 hour",
    "7200,       2.00 hours",
    "86399,      24.00 hours",
    "86400,      1.00 day",
    "172799,     2.00 day",
    "172800,     2.00 days",
    "4294967295, 49710.27 days",
    "4294967357, 1.02 minute",
  })
  void seconds(long seconds, String text) {
    assertThat(PrintFixture.written(out -> QuantityText.seconds(seconds, out))).isEqualTo(text);
  }

  @Test
  void smallAmountsNeedNoUnit() {
    assertThat(QuantityText.worthBytes(1024)).isFalse();
    assertThat(QuantityText.worthBytes(1025)).isTrue();
    assertThat(QuantityText.worthBytes(-1)).isTrue();
    assertThat(QuantityText.worthSeconds(60)).isFalse();
    assertThat(QuantityText.worthSeconds(61)).isTrue();
    assertThat(QuantityText.worthSeconds(1L << 32)).isFalse();
  }

  /** What C prints: the exact value of the double, rounded half to even. */
  @Property
  void bytesRoundAsDoubles(@ForAll @LongRange(min = 1024) long bytes) {
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    String expected = rounded((double) bytes / (1L << (unit * 10)));
    assertThat(PrintFixture.written(out -> QuantityText.bytes(bytes, out)))
        .startsWith(expected + " ");
  }

  @Property
  void secondsRoundAsDoubles(@ForAll @IntRange(min = 60) int seconds) {
    int unit = seconds >= 86_400 ? 86_400 : seconds >= 3600 ? 3600 : 60;
    assertThat(PrintFixture.written(out -> QuantityText.seconds(seconds, out)))
        .startsWith(rounded((double) seconds / unit) + " ");
  }

  private static String rounded(double value) {
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
