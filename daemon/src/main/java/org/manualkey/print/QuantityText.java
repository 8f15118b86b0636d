package org.manualkey.print;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Prints amounts in larger units: {@code 1.50 KB}, {@code 2.00 hours}.
 *
 * <p>Two digits after the point, rounded as C's {@code %.2f} rounds a double: exactly, and half to
 * even. Integers do that without objects; the exact value is computed only if a double cannot hold
 * the amount, or is next to the middle.
 */
final class QuantityText {
  private static final String UNITS = " KMGTPE";
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final int DAY = 86_400;
  private static final int EXACT_BITS = 53;

  private QuantityText() {}

  /** Whether {@link #bytes} adds to the plain number. */
  static boolean worthBytes(long bytes) {
    return Long.compareUnsigned(bytes, 1024) > 0;
  }

  /** Prints unsigned bytes, 1024 or more, in the largest suitable unit. */
  static void bytes(long bytes, TextSink out) {
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    hundredths(hundredthsOf(bytes, unit * 10), out);
    out.character(' ').character(UNITS.charAt(unit)).character('B');
  }

  private static long hundredthsOf(long bytes, int shift) {
    if (bytes >>> EXACT_BITS != 0) {
      return rounded(new BigDecimal(unsignedDouble(bytes) / (1L << shift)));
    }
    long mask = (1L << shift) - 1;
    long part = (bytes & mask) * 100;
    long result = (bytes >>> shift) * 100 + (part >>> shift);
    long rest = part & mask;
    long half = 1L << (shift - 1);
    return rest > half || (rest == half && (result & 1) != 0) ? result + 1 : result;
  }

  /** The nearest double; the low bit is kept so that halving does not round twice. */
  private static double unsignedDouble(long value) {
    return value >= 0 ? value : (double) (value >>> 1 | (value & 1)) * 2;
  }

  /** Seconds are truncated to 32 bits before conversion to a larger unit, as on illumos. */
  static boolean worthSeconds(long seconds) {
    return Integer.compareUnsigned((int) seconds, MINUTE) > 0;
  }

  /** Prints the low 32 bits of seconds, 60 or more, in the largest suitable unit. */
  static void seconds(long seconds, TextSink out) {
    long value = Integer.toUnsignedLong((int) seconds);
    int unit = value >= DAY ? DAY : value >= HOUR ? HOUR : MINUTE;
    long rest = value * 100 % unit;
    long result = value * 100 / unit;
    if (rest * 2 == unit) {
      result = rounded(new BigDecimal((double) value / unit));
    } else if (rest * 2 > unit) {
      result++;
    }
    hundredths(result, out);
    out.text(unit == DAY ? " day" : unit == HOUR ? " hour" : " minute");
    if (value >= 2L * unit) {
      out.character('s');
    }
  }

  private static long rounded(BigDecimal value) {
    return value.movePointRight(2).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }

  private static void hundredths(long hundredths, TextSink out) {
    out.unsigned(hundredths / 100).character('.').twoDigits((int) (hundredths % 100), '0');
  }
}
