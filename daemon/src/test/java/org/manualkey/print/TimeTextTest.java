package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss u", Locale.ROOT);

  /** Years that java.time knows. */
  @Property
  void isTheCalendarOfJava(
      @ForAll @LongRange(min = -31_000_000_000_000_000L, max = 31_000_000_000_000_000L) long time) {
    ZoneId zone = ZoneId.of("Europe/Vienna");
    assertThat(printed(time, zone))
        .isEqualTo(ASCTIME.format(Instant.ofEpochSecond(time).atZone(zone)));
  }

  @ParameterizedTest
  @CsvSource({
    "0,                    Thu Jan  1 00:00:00 1970",
    "-1,                   Wed Dec 31 23:59:59 1969",
    "951782400,            Tue Feb 29 00:00:00 2000",
    "4107542400,           Mon Mar  1 00:00:00 2100",
    "253402300800,         Sat Jan  1 00:00:00 10000",
    "67767976233532799,    Tue Dec 31 23:59:59 2147483647",
    "67767976233532800,    Wed Jan  1 00:00:00 2147483648",
    "9223372036854775807,  Sun Dec  4 15:30:07 292277026596",
    "-9223372036854775808, Sun Jan 27 08:29:52 -292277022657",
  })
  void boundaries(long time, String text) {
    assertThat(printed(time, ZoneOffset.UTC)).isEqualTo(text);
  }

  @Test
  void theZoneIsTheClients() {
    assertThat(printed(1_700_000_000, ZoneId.of("Asia/Kolkata")))
        .isEqualTo("Wed Nov 15 03:43:20 2023");
    assertThat(printed(Long.MAX_VALUE, ZoneId.of("Asia/Kolkata")))
        .isEqualTo("Sun Dec  4 21:00:07 292277026596");
  }

  private static String printed(long time, ZoneId zone) {
    return PrintFixture.written(out -> new TimeText(zone.getRules()).print(time, out));
  }
}
