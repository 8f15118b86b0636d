package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;

/**
 * Prints the lifetimes of an SA at the end of its block: usage, limits, and remainders.
 *
 * <p>All arithmetic wraps at 64 bits as in C, so that extreme limits print as on illumos.
 */
final class LifetimeText {
  private final TimeText times;
  private final boolean verbose;
  private final TextSink out;

  LifetimeText(TimeText times, boolean verbose, TextSink out) {
    this.times = times;
    this.verbose = verbose;
    this.out = out;
  }

  /** Prints all lifetimes that the SA has. */
  void print(
      @Nullable Lifetime current,
      @Nullable Lifetime soft,
      @Nullable Lifetime hard,
      @Nullable Lifetime idle,
      long now) {
    out.text(" LT: Lifetime information\n");
    if (current != null) {
      current(current, now);
    }
    if (soft != null) {
      limit("SLT: ", "Soft", soft, current, now);
    }
    if (hard != null) {
      limit("HLT: ", "Hard", hard, current, now);
    }
    if (idle != null) {
      out.text("ILT: Idle lifetime information:\n");
      timesToLive("ILT: ", idle);
    }
  }

  private void current(Lifetime current, long now) {
    String tag = "CLT: ";
    out.text(tag).text("Current lifetime information:\n").text(tag);
    bytes(current.bytes());
    out.text("protected, ").unsigned(current.allocations()).text(" allocations used.\n");
    time(tag, "SA added at time: ", current.addTime(), "\n");
    if (current.useTime() != 0) {
      time(tag, "SA first used at time ", current.useTime(), "\n");
    }
    time(tag, "Time now is ", now, "\n");
  }

  private void limit(String tag, String name, Lifetime limit, @Nullable Lifetime used, long now) {
    out.text(tag).text(name).text(" lifetime information:\n").text(tag);
    bytes(limit.bytes());
    out.text("of lifetime, ").unsigned(limit.allocations()).text(" allocations.\n");
    timesToLive(tag, limit);
    if (used == null) {
      return;
    }
    if (limit.bytes() != 0) {
      boolean left = Long.compareUnsigned(limit.bytes(), used.bytes()) > 0;
      out.text(tag);
      bytes(left ? limit.bytes() - used.bytes() : 0);
      out.text("more can be protected.\n");
    }
    if (limit.addTime() != 0 || (limit.useTime() != 0 && used.useTime() != 0)) {
      expiration(tag, name, left(limit, used, now), now);
    }
  }

  /** The seconds until the earlier of the two limits. */
  private static long left(Lifetime limit, Lifetime used, long now) {
    long sinceAdd = limit.addTime() == 0 ? Long.MAX_VALUE : used.addTime() + limit.addTime() - now;
    long sinceUse =
        limit.useTime() == 0 || used.useTime() == 0
            ? Long.MAX_VALUE
            : used.useTime() + limit.useTime() - now;
    return Math.min(sinceAdd, sinceUse);
  }

  private void expiration(String tag, String name, long left, long now) {
    out.text(tag).text(name);
    if (left < 0) {
      out.text(" expiration occurred\n");
    } else {
      out.text(" expiration occurs in ").signed(left).text(" seconds");
      if (QuantityText.worthSeconds(left)) {
        out.text(" (");
        QuantityText.seconds(left, out);
        out.character(')');
      }
      out.newline();
    }
    time(tag, "Time of expiration: ", left + now, ".\n");
  }

  private void timesToLive(String tag, Lifetime limit) {
    out.text(tag);
    seconds(limit.addTime());
    out.text("of post-add lifetime.\n").text(tag);
    seconds(limit.useTime());
    out.text("of post-use lifetime.\n");
  }

  private void bytes(long bytes) {
    out.unsigned(bytes).text(" bytes ");
    if (QuantityText.worthBytes(bytes)) {
      out.character('(');
      QuantityText.bytes(bytes, out);
      out.text(") ");
    }
  }

  private void seconds(long seconds) {
    out.unsigned(seconds).text(" seconds ");
    if (QuantityText.worthSeconds(seconds)) {
      out.character('(');
      QuantityText.seconds(seconds, out);
      out.text(") ");
    }
  }

  private void time(String tag, String title, long time, String end) {
    out.text(tag).text(title);
    times.print(time, out);
    out.text(end);
    if (verbose) {
      out.text(tag).text("\t(raw time value ").unsigned(time).text(")\n");
    }
  }
}
