package org.manualkey.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.load.LoadResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of the loads of the key file since the start. Only the thread of the database adds to
 * it; any thread may ask.
 */
public final class LoadHistory {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.LOAD);

  private final InstantSource clock;
  private final Map<Result, Long> counts = new EnumMap<>(Result.class);
  private final Deque<Kept> failures = new ArrayDeque<>();
  private @Nullable Load last;
  private @Nullable Instant lastGood;

  /** How many failures are kept, of all loads: as many as a load has at most. */
  private static final int MOST_FAILURES = 1000;

  /** How many loads read the file; failures of the last one are current. */
  private long reads;

  /** A failure, and the number of its load among those that read the file. */
  private record Kept(long read, Failure failure) {}

  /** How a load ended. Its words are stable. */
  public enum Result {
    /** The database holds what the file asks for. */
    LOADED,
    /** The file has errors; nothing was changed. */
    REJECTED,
    /** The database refused a command; what was changed was taken back. */
    ROLLED_BACK,
    /** The name service did not answer; nothing was changed, and the load is repeated. */
    WAITING,
    /** The file could not be read, or memory or the database failed. */
    FAILED;

    /** Its word in the log and in metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Result of(@Nullable LoadResult result) {
      return switch (result) {
        case LoadResult.Applied _ -> LOADED;
        case LoadResult.Rejected rejected -> rejected.retry() ? WAITING : REJECTED;
        case LoadResult.RolledBack _ -> ROLLED_BACK;
        case null -> FAILED;
      };
    }
  }

  /**
   * A load.
   *
   * @param ended when it ended
   * @param file the key file
   * @param result how it ended
   * @param commands of the file, as far as it was read
   * @param valid how many of them have no error
   * @param sas of the file that are in the database by this load
   * @param duration from reading the file to the end
   */
  public record Load(
      Instant ended,
      String file,
      Result result,
      int commands,
      int valid,
      int sas,
      Duration duration) {
    /** Its fields as the log has them; documents and programs rely on their names. */
    String fields() {
      return "result=%s commands=%d valid=%d sas=%d duration=%ss"
          .formatted(result.word(), commands, valid, sas, seconds());
    }

    /** How long it took, in seconds with three decimals. */
    String seconds() {
      return "%d.%03d".formatted(duration.toSeconds(), duration.toMillisPart());
    }
  }

  /**
   * A command that a load failed by: an error of the file, or what the database refused.
   *
   * @param time when the load ended
   * @param file the key file
   * @param line of the error, or the first line of the command
   * @param column octet in the line, from 1; 0: the command as a whole
   * @param code the stable name of its kind
   * @param text what is wrong, without a word of the file
   * @param current whether no later load has read the file
   */
  public record Failure(
      Instant time, String file, int line, int column, String code, String text, boolean current) {
    Failure past() {
      return new Failure(time, file, line, column, code, text, false);
    }

    /** {@code file:7:9: unknown extension [unknown-extension]}. */
    public String located() {
      return file + ":" + line + (column == 0 ? "" : ":" + column) + ": " + text;
    }
  }

  LoadHistory(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Adds a load that has just ended, and logs it.
   *
   * @param result null: it ended without one
   */
  void add(String file, @Nullable LoadResult result, Duration duration) {
    Load load =
        new Load(
            clock.instant(),
            file,
            Result.of(result),
            result == null ? 0 : result.count().parsed(),
            result == null ? 0 : result.count().valid(),
            result instanceof LoadResult.Applied applied ? applied.sas().size() : 0,
            duration);
    synchronized (this) {
      counts.merge(load.result(), 1L, Long::sum);
      if (result != null) {
        reads++;
        keep(load, result);
      }
      last = load;
      if (load.result() == Result.LOADED) {
        lastGood = load.ended();
      }
    }
    LOG.atInfo()
        .addKeyValue("event", "load")
        .addKeyValue("file", file)
        .addKeyValue("result", load.result().word())
        .addKeyValue("commands", load.commands())
        .addKeyValue("valid", load.valid())
        .addKeyValue("sas", load.sas())
        .addKeyValue("duration", load.seconds())
        .log(ServiceMessage.LOAD.with(file, load.fields()));
  }

  private void keep(Load load, LoadResult result) {
    switch (result) {
      case LoadResult.Applied _ -> {}
      case LoadResult.Rejected rejected ->
          rejected.problems().stream()
              .filter(Problem::isError)
              .forEach(
                  each -> keep(load, each.line(), each.column(), each.code(), each.withoutWords()));
      case LoadResult.RolledBack rolledBack ->
          rolledBack
              .refusals()
              .forEach(each ->
                  keep(load, each.line(), 0, ProblemCode.REFUSED, LoadLog.reason(each.refusal())));
    }
  }

  private void keep(Load load, int line, int column, ProblemCode code, String text) {
    failures.add(
        new Kept(
            reads, new Failure(load.ended(), load.file(), line, column, code.id(), text, true)));
    if (failures.size() > MOST_FAILURES) {
      failures.remove();
    }
  }

  /** The last failures, in the order of loads and lines. */
  public synchronized List<Failure> failures() {
    return failures.stream()
        .map(kept -> kept.read() == reads ? kept.failure() : kept.failure().past())
        .toList();
  }

  /** Those of the last load that read the file. */
  public List<Failure> current() {
    return failures().stream().filter(Failure::current).toList();
  }

  /** How many loads ended in a way. */
  public synchronized long count(Result result) {
    return counts.getOrDefault(result, 0L);
  }

  /** The last load, or null. */
  public synchronized @Nullable Load last() {
    return last;
  }

  /** When the last load that succeeded ended, or null. */
  public synchronized @Nullable Instant lastGood() {
    return lastGood;
  }
}
