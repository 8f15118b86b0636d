package org.manualkey.print;

import java.time.Instant;
import java.time.zone.ZoneRules;

/**
 * Dates as C's {@code asctime(3)} writes them: {@code Tue Nov 14 22:13:20 2023}.
 *
 * <p>The times of an SA are arbitrary 64-bit numbers. The calendar is worked out here because
 * neither {@code java.time} nor the C library covers them all; illumos fails on years beyond 2^31.
 */
final class TimeText {
  private static final String[] DAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  private static final String[] MONTHS = {
    "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"
  };
  private static final int SECONDS_A_DAY = 86_400;
  private static final int DAYS_IN_400_YEARS = 146_097;

  /** Days from 1 March of the year 0 to 1 January 1970. */
  private static final int EPOCH = 719_468;

  private final ZoneRules zone;

  TimeText(ZoneRules zone) {
    this.zone = zone;
  }

  /** Prints seconds since 1970, signed. */
  void print(long time, TextSink out) {
    long day = Math.floorDiv(time, (long) SECONDS_A_DAY);
    int second = Math.floorMod(time, SECONDS_A_DAY) + offset(time);
    day += Math.floorDiv(second, SECONDS_A_DAY);
    second = Math.floorMod(second, SECONDS_A_DAY);

    out.text(DAYS[Math.floorMod(day, 7)]).character(' ');
    long fromMarch = day + EPOCH;
    long cycle = Math.floorDiv(fromMarch, (long) DAYS_IN_400_YEARS);
    int dayOfCycle = Math.floorMod(fromMarch, DAYS_IN_400_YEARS);
    int yearOfCycle =
        (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
    int dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
    int month = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
    long year = cycle * 400 + yearOfCycle + (month >= 10 ? 1 : 0);

    out.text(MONTHS[month]).character(' ').twoDigits(dayOfMonth, ' ').character(' ');
    out.twoDigits(second / 3600, '0').character(':');
    out.twoDigits(second / 60 % 60, '0').character(':');
    out.twoDigits(second % 60, '0').character(' ').signed(year);
  }

  /** The rules of the last year that {@code java.time} knows hold for all later ones. */
  private int offset(long time) {
    long known = Math.clamp(time, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return zone.getOffset(Instant.ofEpochSecond(known)).getTotalSeconds();
  }
}
