package org.manualkey.server;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of the variable TZ: names of the zone database, such as {@code Europe/Berlin},
 * and the strings of POSIX, such as {@code CET-1CEST,M3.5.0,M10.5.0/3}, whose offsets count to the
 * west. Not understood are rules by the day of the year that count 29 February, and times beyond a
 * day.
 */
final class TimeZoneVariable {
  private static final String NAME = "(?:<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})";
  private static final String OFFSET = "([+-]?\\d{1,2}(?::[0-5]\\d){0,2})";
  private static final Pattern POSIX =
      Pattern.compile(NAME + OFFSET + "(?:" + NAME + OFFSET + "?(?:,([^,]+),([^,]+))?)?");
  private static final Pattern WITH_SUMMER = Pattern.compile(NAME + OFFSET + NAME + ".*");
  private static final Pattern RULE =
      Pattern.compile("(?:M(\\d{1,2})\\.([1-5])\\.([0-6])|J(\\d{1,3}))(?:/" + OFFSET + ")?");

  /** What POSIX systems assume where a string has no rules. */
  private static final String START = "M3.2.0";

  private static final String END = "M11.1.0";
  private static final int DEFAULT_TIME = 2 * 3600;
  private static final int SECONDS_A_DAY = 24 * 3600;
  private static final int LAST_WEEK = 5;

  /** Days of the form {@code Jn} count without 29 February. */
  private static final int COMMON_YEAR = 1970;

  private TimeZoneVariable() {}

  /** The rules of a value, or null if it cannot be understood. */
  static @Nullable ZoneRules parse(String value) {
    String text = value.startsWith(":") ? value.substring(1) : value;
    try {
      return ZoneRulesProvider.getAvailableZoneIds().contains(text)
          ? ZoneRulesProvider.getRules(text, false)
          : posix(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable ZoneRules posix(String text) {
    Matcher matcher = POSIX.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int west = seconds(matcher.group(1));
    ZoneOffset standard = ZoneOffset.ofTotalSeconds(-west);
    if (!WITH_SUMMER.matcher(text).matches()) {
      return ZoneRules.of(standard);
    }
    String summerWest = matcher.group(2);
    ZoneOffset summer =
        ZoneOffset.ofTotalSeconds(summerWest == null ? 3600 - west : -seconds(summerWest));
    String start = matcher.group(3);
    ZoneOffsetTransitionRule begins =
        rule(start == null ? START : start, standard, standard, summer);
    String end = matcher.group(4);
    ZoneOffsetTransitionRule ends = rule(end == null ? END : end, standard, summer, standard);
    if (begins == null || ends == null) {
      return null;
    }
    List<ZoneOffsetTransitionRule> ofAYear =
        Stream.of(begins, ends)
            .sorted(Comparator.comparing(rule -> rule.createTransition(1970)))
            .toList();
    // Rules count after a first transition only.
    return ZoneRules.of(
        standard, standard, List.of(), List.of(begins.createTransition(1970)), ofAYear);
  }

  private static @Nullable ZoneOffsetTransitionRule rule(
      String text, ZoneOffset standard, ZoneOffset before, ZoneOffset after) {
    Matcher matcher = RULE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Month month;
    int day;
    DayOfWeek dayOfWeek = null;
    if (matcher.group(4) == null) {
      int week = Integer.parseInt(matcher.group(2));
      month = Month.of(Integer.parseInt(matcher.group(1)));
      day = week == LAST_WEEK ? -1 : 1 + 7 * (week - 1);
      dayOfWeek = DayOfWeek.SUNDAY.plus(Integer.parseInt(matcher.group(3)));
    } else {
      LocalDate date = LocalDate.ofYearDay(COMMON_YEAR, Integer.parseInt(matcher.group(4)));
      month = date.getMonth();
      day = date.getDayOfMonth();
    }
    int time = matcher.group(5) == null ? DEFAULT_TIME : seconds(matcher.group(5));
    return ZoneOffsetTransitionRule.of(
        month,
        day,
        dayOfWeek,
        time == SECONDS_A_DAY ? LocalTime.MIDNIGHT : LocalTime.ofSecondOfDay(time),
        time == SECONDS_A_DAY,
        TimeDefinition.WALL,
        standard,
        before,
        after);
  }

  /** The seconds of {@code [+-]H[:MM[:SS]]}. */
  private static int seconds(String text) {
    int sign = text.startsWith("-") ? -1 : 1;
    int seconds = 0;
    int unit = 3600;
    for (String part : text.replaceFirst("^[+-]", "").split(":", -1)) {
      seconds += unit * Integer.parseInt(part);
      unit /= 60;
    }
    return sign * seconds;
  }
}
