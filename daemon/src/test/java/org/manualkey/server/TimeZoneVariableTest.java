package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.zone.ZoneRules;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of TZ: understood as the C library does, or not at all. */
final class TimeZoneVariableTest {
  /** Expected times are those of date(1) of the GNU C library. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "CET-1CEST,M3.5.0,M10.5.0/3 2026-03-29T00:59:59Z +01:00",
        "CET-1CEST,M3.5.0,M10.5.0/3 2026-03-29T01:00:00Z +02:00",
        "CET-1CEST,M3.5.0,M10.5.0/3 2026-10-25T01:00:00Z +01:00",
        "CET-1CEST,J60,J300 2027-02-28T23:00:00Z +01:00",
        "CET-1CEST,J60,J300 2027-03-01T01:00:00Z +02:00",
        "CET-1CEST,J60,J300 2028-02-29T12:00:00Z +01:00",
        "CET-1CEST,J60/0,J300/4:30 2028-02-29T23:00:00Z +02:00",
        "CET-1CEST,J60/0,J300/4:30 2028-10-27T02:29:59Z +02:00",
        "CET-1CEST,J60/0,J300/4:30 2028-10-27T02:30:00Z +01:00",
        "AAA3BBB,M10.3.0/0,M10.1.0/0 2026-10-10T12:00:00Z -03:00",
        "AAA3BBB,M10.3.0/0,M10.1.0/0 2026-10-20T12:00:00Z -02:00",
        "<+0330>-3:30 2026-01-01T00:00:00Z +03:30"
      })
  void offsetIsThatOfTheCLibrary(String value, Instant time, String offset) {
    ZoneRules rules = TimeZoneVariable.parse(value);
    assertThat(rules).isNotNull();
    assertThat(rules.getOffset(time)).hasToString(offset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        "/etc/localtime",
        ":../../etc/passwd",
        "A1",
        "CET-1CEST,59,300",
        "CET-1CEST,J0,J300",
        "CET-1CEST,J366,J300",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M3.5.0/-2,M10.5.0",
        "CET-1CEST,M3.5.0/167,M10.5.0",
        "CET-19",
        "CET-1:99",
        "CET-1:59:99CEST,M3.5.0,M10.5.0",
        "\u0663UTC0"
      })
  void valueThatIsNotUnderstood_hasNoRules(String value) {
    assertThat(TimeZoneVariable.parse(value)).isNull();
  }

  @Test
  void anyValue_hasRulesThatGiveAnOffsetAtAnyTime_orNone() {
    String[] parts = {
      "CET", "<+1>", "UTC", "-1", "1", "25", "24:59:59", "0", "CEST", "DST", ",", "M3.5.0",
          "M2.5.6",
      "J1", "J365", "J60", "J999", "60", "/", "24", "2", "-2", ":", "\0", "Europe/Berlin", "M12.5.0"
    };
    Random random = new Random(13);
    Instant[] times = {Instant.MIN, Instant.EPOCH, Instant.ofEpochSecond(1L << 33), Instant.MAX};
    int understood = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder value = new StringBuilder();
      for (int length = random.nextInt(12); length >= 0; length--) {
        value.append(parts[random.nextInt(parts.length)]);
      }
      understood += offsets(value.toString(), times);
    }
    understood += offsets("A".repeat(1_000_000) + "1", times);
    assertThat(offsets("<" + "+".repeat(1_000_000), times)).isZero();
    assertThat(understood).isGreaterThan(1000);
  }

  private static int offsets(String value, Instant[] times) {
    ZoneRules rules = TimeZoneVariable.parse(value);
    if (rules == null) {
      return 0;
    }
    for (Instant time : times) {
      assertThat(rules.getOffset(time)).as(value).isNotNull();
    }
    return 1;
  }
}
